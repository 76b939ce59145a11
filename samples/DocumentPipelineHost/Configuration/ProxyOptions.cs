namespace DocumentPipelineHost.Configuration;

/// <summary><c>Proxies:…</c>: what stands before the host.</summary>
public sealed class ProxyOptions
{
    public const string Section = "Proxies";

    /// <summary>
    /// Addresses and networks of the proxies, separated by commas: <c>10.0.0.2, 172.16.0.0/12</c>. Only their
    /// <c>X-Forwarded-For</c>, <c>-Proto</c>, <c>-Host</c> and <c>-Prefix</c> are used; those of any other sender are
    /// ignored. <value>Default: none.</value>
    /// </summary>
    public string Known { get; set => field = value ?? string.Empty; } = string.Empty;

    /// <summary>
    /// The path below which the host is found where a proxy passes it on: <c>/app</c>. <value>Default: none.</value>
    /// </summary>
    public string PathBase { get; set => field = value ?? string.Empty; } = string.Empty;

    /// <summary><see cref="Known"/>, one by one.</summary>
    public IEnumerable<string> KnownOnes =>
        Known.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
