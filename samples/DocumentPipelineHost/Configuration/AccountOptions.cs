using System.ComponentModel.DataAnnotations;

namespace DocumentPipelineHost.Configuration;

/// <summary><c>Accounts:…</c>: accounts of the host's own, with a name and a password.</summary>
public sealed class AccountOptions
{
    public const string Section = "Accounts";

    /// <summary>
    /// Name of the account that is made at the start where there is none yet. <value>Default: none.</value>
    /// </summary>
    public string? FirstName { get; set; }

    /// <summary>Its password; not used once there is an account. <value>Default: none.</value></summary>
    public string? FirstPassword { get; set; }

    /// <summary>
    /// User ids, separated by commas, that see the whole host's statistics and metrics. <value>Default: nobody.</value>
    /// </summary>
    public string Operators { get; set => field = value ?? string.Empty; } = string.Empty;

    /// <summary>Wrong passwords in a row for one name, until it is locked. <value>Default: 5.</value></summary>
    [Range(1, 1000)]
    public int MaxFailures { get; set; } = 5;

    /// <summary>
    /// How long a name is locked, and how long wrong passwords are counted. <value>Default: 5 min.</value>
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan LockoutTime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long a session lasts at most; it ends after 7 days without a request too. <value>Default: 30 d.</value>
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Whether the user sees the figures of the whole host.</summary>
    public bool IsOperator(string userId) =>
        Operators
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Contains(userId, StringComparer.Ordinal);
}
