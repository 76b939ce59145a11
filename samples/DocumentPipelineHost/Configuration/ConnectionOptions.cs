namespace DocumentPipelineHost.Configuration;

/// <summary>
/// <c>ConnectionStrings:…</c>: the services that make several instances one. What is set is used; without them all is
/// embedded.
/// </summary>
public sealed class ConnectionOptions
{
    public const string Section = "ConnectionStrings";

    /// <summary>
    /// Rows and the job engine's tables, as Npgsql takes it: <c>Host=…;Database=…;Username=…;Password=…</c>.
    /// <value>Default: SQLite files in <c>Data:Directory</c>.</value>
    /// </summary>
    public string? Postgres { get; set; }

    /// <summary>
    /// The Redis server that carries the changes for subscribers, in the format of StackExchange.Redis:
    /// <c>host:6379</c>. <value>Default: this process's memory.</value>
    /// </summary>
    public string? Redis { get; set; }

    public bool HasPostgres => !string.IsNullOrWhiteSpace(Postgres);

    public bool HasRedis => !string.IsNullOrWhiteSpace(Redis);

    /// <summary>Whether several instances may run: each must see the others' rows and the others' progress.</summary>
    public bool IsShared => HasPostgres && HasRedis;
}
