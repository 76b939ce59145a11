namespace DocumentPipelineHost.Options;

/// <summary>The four options as an upload's form states them; null where it does not state one.</summary>
public sealed record ProcessingChoice
{
    public bool? UploadOnly { get; init; }

    public bool? CreateIndex { get; init; }

    public bool? GenerateSummary { get; init; }

    public bool? DeepAnalysis { get; init; }

    /// <summary>Whether all options that decide the stages are stated.</summary>
    public bool IsComplete => CreateIndex is not null && GenerateSummary is not null && DeepAnalysis is not null;
}
