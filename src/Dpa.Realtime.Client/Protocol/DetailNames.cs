namespace Dpa.Realtime.Client.Protocol;

/// <summary>The wire names of details.</summary>
internal static class DetailNames
{
    /// <summary>The name; null for the default, which is not written.</summary>
    public static string? Word(this PipelineDetail detail) => detail switch
    {
        PipelineDetail.Pipeline => "pipeline",
        PipelineDetail.Summary => "summary",
        _ => null,
    };
}
