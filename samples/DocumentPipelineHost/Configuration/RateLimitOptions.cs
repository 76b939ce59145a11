using System.ComponentModel.DataAnnotations;

namespace DocumentPipelineHost.Configuration;

/// <summary>
/// <c>RateLimit:…</c>: what one user may ask of one instance; who is not signed in counts by address.
/// </summary>
public sealed class RateLimitOptions
{
    public const string Section = "RateLimit";

    /// <summary>Reads a second, on average. <value>Default: 200.</value></summary>
    [Range(0.001, 1_000_000)]
    public double ReadsPerSecond { get; set; } = 200;

    /// <summary>Reads at once. <value>Default: 2,000.</value></summary>
    [Range(1, 10_000_000)]
    public int ReadBurst { get; set; } = 2000;

    /// <summary>Writes a second, uploads among them, on average. <value>Default: 10.</value></summary>
    [Range(0.001, 1_000_000)]
    public double WritesPerSecond { get; set; } = 10;

    /// <summary>Writes at once. <value>Default: 600.</value></summary>
    [Range(1, 10_000_000)]
    public int WriteBurst { get; set; } = 600;

    /// <summary>
    /// Passwords a second that one address may try, for any name, on average. <value>Default: 1.</value>
    /// </summary>
    [Range(0.001, 1_000_000)]
    public double SignInsPerSecond { get; set; } = 1;

    /// <summary>Passwords at once that one address may try. <value>Default: 60.</value></summary>
    [Range(1, 10_000_000)]
    public int SignInBurst { get; set; } = 60;
}
