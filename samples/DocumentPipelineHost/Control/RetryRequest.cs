namespace DocumentPipelineHost.Control;

/// <summary>What is to be tried again.</summary>
/// <param name="Stage">The stage that begins from nothing. Default: all that is left goes on after its
/// checkpoint.</param>
public sealed record RetryRequest(string? Stage = null);
