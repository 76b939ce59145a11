namespace DocumentPipelineHost.Accounts;

/// <summary>Another password for the signed-in local account.</summary>
public sealed record PasswordRequest(string? Current, string? New);
