namespace DocumentPipelineHost.Options;

/// <summary>What an upload may be.</summary>
public sealed record OptionLimits(long MaxBytes, IReadOnlyList<string> Types);
