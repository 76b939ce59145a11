namespace DocumentPipelineHost.Operations;

/// <summary>The processing that is asked for, as an upload's form states it.</summary>
public sealed record OperationsRequest
{
    public bool? UploadOnly { get; init; }

    public bool? CreateIndex { get; init; }

    public bool? GenerateSummary { get; init; }

    public bool? DeepAnalysis { get; init; }

    /// <summary>Refuses what the rules would have to change.</summary>
    public bool Strict { get; init; }

    /// <summary>Makes results again that are there already.</summary>
    public bool Force { get; init; }
}
