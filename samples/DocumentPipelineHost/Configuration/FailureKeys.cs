namespace DocumentPipelineHost.Configuration;

/// <summary>
/// Finds the keys behind a failure of the framework, whose messages name a value at most. Only keys of the framework
/// are looked at: the host's own have rules, and what the environment holds besides is nobody's setting.
/// </summary>
internal static class FailureKeys
{
    private const string Nothing = "the address that is set";
    private const int MinLength = 2;

    private static readonly string[] Roots =
    [
        "urls", "http_ports", "https_ports", "Kestrel:", "Logging:", "AllowedHosts",
    ];

    /// <summary>Keys, with their values, of those values that the message names; the longest ones of them.</summary>
    public static string OfMessage(IConfiguration? configuration, string message)
    {
        var named = All(configuration)
            .Where(each => each.Value.Length >= MinLength && message.Contains(each.Value, StringComparison.Ordinal))
            .Where(each => !message.Contains(each.Key, StringComparison.Ordinal))
            .ToList();
        return Text(named.Where(each => each.Value.Length == named.Max(static other => other.Value.Length)));
    }

    /// <summary>Addresses of HTTPS.</summary>
    public static string OfHttps(IConfiguration? configuration) => Text(All(configuration).Where(static each =>
        each.Value.Contains("https://", StringComparison.OrdinalIgnoreCase)
        || each.Key.Equals("https_ports", StringComparison.OrdinalIgnoreCase))) is { Length: > 0 } keys
            ? keys
            : Nothing;

    /// <summary>Files of certificates and keys.</summary>
    public static string OfCertificates(IConfiguration? configuration) => Text(All(configuration).Where(static each =>
        each.Key.StartsWith("Kestrel:", StringComparison.OrdinalIgnoreCase)
        && (each.Key.EndsWith(":Path", StringComparison.OrdinalIgnoreCase)
            || each.Key.EndsWith(":KeyPath", StringComparison.OrdinalIgnoreCase)))) is { Length: > 0 } keys
            ? keys
            : Nothing;

    private static IEnumerable<(string Key, string Value)> All(IConfiguration? configuration) =>
        (configuration?.AsEnumerable() ?? [])
        .Where(static each => each.Value is not null && Array.Exists(Roots, root =>
            each.Key.StartsWith(root, StringComparison.OrdinalIgnoreCase)))
        .Where(static each => !each.Key.EndsWith("Password", StringComparison.OrdinalIgnoreCase))
        .Select(static each => (each.Key, each.Value!));

    private static string Text(IEnumerable<(string Key, string Value)> named) =>
        string.Join(", ", named.Select(static each => $"{each.Key} '{each.Value}'"));
}
