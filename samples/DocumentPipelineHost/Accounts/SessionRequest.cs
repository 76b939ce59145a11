namespace DocumentPipelineHost.Accounts;

/// <summary>Sign me in as this user.</summary>
/// <param name="UserId">The name.</param>
/// <param name="Password">Its password; in Development a user of the switcher needs none.</param>
public sealed record SessionRequest(string? UserId, string? Password = null);
