namespace DocumentPipelineHost.Tests.Services;

/// <summary>Where a host keeps its rows.</summary>
public enum Rows
{
    /// <summary>In files, as without any configuration.</summary>
    Sqlite,

    /// <summary>In PostgreSQL, one instance.</summary>
    Postgres,

    /// <summary>In PostgreSQL, progress in Redis: any number of instances.</summary>
    Shared,
}
