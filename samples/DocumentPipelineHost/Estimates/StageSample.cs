namespace DocumentPipelineHost.Estimates;

/// <summary>How long a stage of an earlier document took.</summary>
/// <param name="Milliseconds">From its begin to its end.</param>
/// <param name="Pages">The document's pages.</param>
/// <param name="Bytes">The document's size.</param>
public sealed record StageSample(long Milliseconds, int Pages, long Bytes);
