namespace DocumentPipelineHost.Options;

/// <summary>What the rules made of a choice.</summary>
public sealed record ResolvedOptions(ProcessingOptions Options, IReadOnlyList<Adjustment> Adjustments);
