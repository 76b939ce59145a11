using DocumentPipelineHost.Configuration;
using Npgsql;

namespace DocumentPipelineHost.Database;

/// <summary>Where PostgreSQL is, and the error message where it cannot be used. A password is never shown.</summary>
public sealed class PostgresAddress
{
    private const string Key = $"{ConnectionOptions.Section}:{nameof(ConnectionOptions.Postgres)}";

    /// <summary>
    /// A statement without an answer costs both: Npgsql first asks the server, over a new connection, to cancel it, and
    /// waits for that connection. Together with the time until a silence is known (<see cref="SilenceWatch"/>) they
    /// stay below the 10 s in which a request is answered.
    /// </summary>
    private const int ConnectSeconds = 2;

    private const int CommandSeconds = 5;
    private const string GssMode = "GSS Encryption Mode";
    private const string GssVariable = "PGGSSENCMODE";
    private const int StartSeconds = 15;
    private const int CloseAtOnce = -1;

    private readonly NpgsqlConnectionStringBuilder _settings;

    public PostgresAddress(string connectionString)
    {
        _settings = Parse(connectionString);
        if (string.IsNullOrWhiteSpace(_settings.Host))
            throw NotUnderstood("it names no Host");
    }

    public string ConnectionString => _settings.ConnectionString;

    /// <summary>
    /// A connection string for the one connection that shows that an instance is alive. It is not pooled, and it ends
    /// within about 20 s where the other side is unavailable.
    /// </summary>
    public string LifeConnectionString => new NpgsqlConnectionStringBuilder(ConnectionString)
    {
        Pooling = false, TcpKeepAlive = true, TcpKeepAliveTime = 10, TcpKeepAliveInterval = 3,
        Timeout = Math.Max(_settings.Timeout, StartSeconds),
    }.ConnectionString;

    /// <summary>A connection string for the start, when nobody waits for an answer yet.</summary>
    public string StartConnectionString => new NpgsqlConnectionStringBuilder(ConnectionString)
    {
        Pooling = false, Timeout = Math.Max(_settings.Timeout, StartSeconds),
    }.ConnectionString;

    /// <summary>A connection string that asks whether the server answers at all.</summary>
    public string ProbeConnectionString =>
        new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString;

    public StartException Refusal(NpgsqlException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var where =
            $"{Key} names {_settings.Host}:{_settings.Port}, database {_settings.Database ?? _settings.Username}";
        var (what, remedy) = exception switch
        {
            PostgresException
            {
                SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification
            } refused => ($"which refuses the user ({refused.MessageText})", "Correct Username and Password"),
            PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => (
                "which does not exist", "Create it, or correct Database"),
            PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } refused => (
                $"where the user may not do what is needed ({refused.MessageText})",
                "Let it own the database: it creates its tables by itself"),
            PostgresException refused => (
                $"which answers: {refused.MessageText} ({refused.SqlState})", "See the server's log"),
            _ => (
                $"which cannot be reached ({(exception.InnerException ?? exception).Message})",
                "Start PostgreSQL or correct the address"),
        };
        return new StartException(
            $"{where}, {what}. {remedy}; without the key the host keeps its rows in SQLite.".ReplaceLineEndings(" "),
            exception);
    }

    private static NpgsqlConnectionStringBuilder Parse(string connectionString)
    {
        try
        {
            return WithLimits(new NpgsqlConnectionStringBuilder(connectionString));
        }
        catch (ArgumentException exception)
        {
            throw NotUnderstood(exception.Message, exception);
        }
    }

    /// <summary>
    /// A server that falls silent is given up while somebody still waits for an answer; what the operator sets counts.
    /// </summary>
    private static NpgsqlConnectionStringBuilder WithLimits(NpgsqlConnectionStringBuilder settings)
    {
        if (!settings.ShouldSerialize("Timeout"))
            settings.Timeout = ConnectSeconds;
        if (!settings.ShouldSerialize("Command Timeout"))
            settings.CommandTimeout = CommandSeconds;
        if (!settings.ShouldSerialize("Cancellation Timeout"))
            settings.CancellationTimeout = CloseAtOnce;
        // Where it is preferred, Npgsql asks twice to cancel a statement: with it and without.
        if (!settings.ShouldSerialize(GssMode) && Environment.GetEnvironmentVariable(GssVariable) is null)
            settings.GssEncryptionMode = GssEncryptionMode.Disable;
        return settings;
    }

    private static StartException NotUnderstood(string why, Exception? cause = null) =>
        new(
            $"{Key} cannot be understood: {why.ReplaceLineEndings(" ")}. Write it as "
                + $"Host=…;Database=…;Username=…;Password=…",
            cause);
}
