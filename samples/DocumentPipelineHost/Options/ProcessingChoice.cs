namespace DocumentPipelineHost.Options;

/// <summary>The four options as an upload's form states them; null where it says nothing.</summary>
public sealed record ProcessingChoice
{
    public bool? UploadOnly { get; init; }

    public bool? CreateIndex { get; init; }

    public bool? GenerateSummary { get; init; }

    public bool? DeepAnalysis { get; init; }

    /// <summary>Whether all that decides the stages has been said.</summary>
    public bool IsComplete => CreateIndex is not null && GenerateSummary is not null && DeepAnalysis is not null;
}
