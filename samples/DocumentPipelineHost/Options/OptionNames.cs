namespace DocumentPipelineHost.Options;

/// <summary>The names of the options on the wire (DPA V2's form fields).</summary>
internal static class OptionNames
{
    public const string UploadOnly = "upload_only";
    public const string CreateIndex = "create_index";
    public const string GenerateSummary = "generate_summary";
    public const string DeepAnalysis = "deep_analysis";
}
