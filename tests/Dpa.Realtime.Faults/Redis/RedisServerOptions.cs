namespace Dpa.Realtime.Faults.Redis;

/// <summary>What a <see cref="RedisServer"/> is started with.</summary>
public sealed record RedisServerOptions
{
    /// <summary>The port; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Whether what was written survives a kill (an append-only file). Default: no, as with a cache.</summary>
    public bool IsDurable { get; init; }

    /// <summary>
    /// Added to the command line, for instance <c>["--requirepass", "secret"]</c>, <c>["--maxmemory", "2mb"]</c>,
    /// <c>["--enable-debug-command", "yes"]</c>.
    /// </summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>
    /// Files that are laid into its working folder before it starts, by name: an ACL file (<c>["--aclfile",
    /// "users.acl"]</c>), certificates.
    /// </summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();

    internal string? Password => Arguments.SkipWhile(a => a != "--requirepass").ElementAtOrDefault(1);

    internal IEnumerable<string> CommandLine(int port, string folder) =>
        [
            "--port", $"{port}", "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly",
            IsDurable ? "yes" : "no", "--daemonize", "no", .. Arguments,
        ];
}
