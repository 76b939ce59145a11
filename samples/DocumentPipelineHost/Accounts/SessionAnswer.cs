namespace DocumentPipelineHost.Accounts;

/// <summary>Who is signed in, and who could be.</summary>
public sealed record SessionAnswer(string? UserId, IReadOnlyList<Account> Users, bool Development);
