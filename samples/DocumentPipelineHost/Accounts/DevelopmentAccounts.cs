namespace DocumentPipelineHost.Accounts;

/// <summary>The people of the development user switcher: one click, no password.</summary>
internal static class DevelopmentAccounts
{
    public static readonly IReadOnlyList<Account> All =
    [
        new("user-1", "User 1"), new("user-2", "User 2"), new("admin", "Administrator"),
    ];

    /// <summary>Who is signed in by opening the page.</summary>
    public static Account Default => All[0];

    /// <summary>Who sees the figures of the whole host.</summary>
    public static Account Operator => All[^1];

    public static Account? Find(string? id) =>
        All.FirstOrDefault(account => string.Equals(account.Id, id, StringComparison.Ordinal));
}
