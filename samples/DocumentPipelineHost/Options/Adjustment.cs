namespace DocumentPipelineHost.Options;

/// <summary>One option that the rules changed, and why.</summary>
public sealed record Adjustment(string Option, bool From, bool To, string ReasonCode, string Message);
