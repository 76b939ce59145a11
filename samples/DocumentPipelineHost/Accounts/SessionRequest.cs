namespace DocumentPipelineHost.Accounts;

/// <summary>Sign me in as this user (Development).</summary>
public sealed record SessionRequest(string? UserId);
