namespace DocumentPipelineHost.Options;

/// <summary>What an upload may be.</summary>
/// <param name="MaxBytes">The largest file, in bytes.</param>
/// <param name="MaxPages">The most pages of a document.</param>
/// <param name="Types">The accepted types, as extensions.</param>
public sealed record OptionLimits(long MaxBytes, int MaxPages, IReadOnlyList<string> Types);
