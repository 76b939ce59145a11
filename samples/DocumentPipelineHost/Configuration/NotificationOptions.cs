using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace DocumentPipelineHost.Configuration;

/// <summary><c>Notifications:…</c>: how notifications are delivered.</summary>
public sealed class NotificationOptions
{
    public const string Section = "Notifications";

    /// <summary>
    /// Addresses and networks that are not public but may be called, separated by commas: <c>10.1.2.3,
    /// 192.168.7.0/24</c>.
    /// <value>Default: none.</value>
    /// </summary>
    public string AllowedNetworks { get; set => field = value ?? string.Empty; } = string.Empty;

    /// <summary>
    /// The address of an SMS gateway: gets <c>{"to", "text"}</c> as JSON by POST. <value>Default: none.</value>
    /// </summary>
    public string? SmsGateway { get; set; }

    /// <summary>Sent to the gateway as <c>Authorization: Bearer …</c>. <value>Default: none.</value></summary>
    public string? SmsToken { get; set; }

    /// <summary>
    /// The page's address as people open it, <c>https://documents.example.com/</c>: e-mails link to the document there.
    /// <value>Default: none, no links.</value>
    /// </summary>
    public string? PageAddress { get; set; }

    /// <summary>
    /// How long a webhook is signed with its former secret too, once it has another one. <value>Default: 1 d.</value>
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan SecretOverlap { get; set; } = TimeSpan.FromDays(1);

    /// <summary>
    /// The waits before each further attempt, separated by commas. <value>Default: 5 s, 1 min, 5 min, 30 min, 2 h, 8
    /// h.</value>
    /// </summary>
    [Required]
    public string RetryDelays { get; set => field = value ?? string.Empty; } =
        "00:00:05,00:01:00,00:05:00,00:30:00,02:00:00,08:00:00";

    /// <summary>
    /// How many deliveries in a row may be given up before a webhook is switched off. <value>Default: 5.</value>
    /// </summary>
    [Range(1, 1_000_000)]
    public int SwitchOffAfter { get; set; } = 5;

    /// <summary>How long one attempt may take. <value>Default: 10 s.</value></summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often due deliveries are looked for. <value>Default: 1 s.</value></summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:10:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary><see cref="RetryDelays"/>, one by one.</summary>
    public IReadOnlyList<TimeSpan> GetDelays() =>
        [.. Parts(RetryDelays).Select(static one => TimeSpan.Parse(one, CultureInfo.InvariantCulture))];

    /// <summary><see cref="PageAddress"/>, where it is set, with a slash at its end.</summary>
    public Uri? GetPage() =>
        string.IsNullOrWhiteSpace(PageAddress) ? null : new Uri(PageAddress.Trim().TrimEnd('/') + "/");

    /// <summary>What a text names, separated by commas.</summary>
    internal static string[] Parts(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
