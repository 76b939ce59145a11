namespace DocumentPipelineHost.Stages;

/// <summary>The stage types on the wire.</summary>
internal static class StageTypes
{
    public const string Upload = "upload";
    public const string Parse = "parse";
    public const string Index = "index";
    public const string Summary = "summary";
    public const string Analysis = "analysis";
}
