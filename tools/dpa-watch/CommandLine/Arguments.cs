namespace Dpa.Realtime.Watch.CommandLine;

/// <summary>What was asked for.</summary>
internal sealed record Arguments(Uri Address)
{
    /// <summary>None: the user's own.</summary>
    public IReadOnlyList<string> Pipelines { get; init; } = [];

    /// <summary>What is answered to the question of the one pipeline; null to watch.</summary>
    public string? Answer { get; init; }

    /// <summary>Which question is answered; null: the one that it asks now.</summary>
    public string? Question { get; init; }

    /// <summary>The file into which the one pipeline is recorded; null where it is only watched.</summary>
    public string? Out { get; init; }

    public string User { get; init; } = "";

    public string? Token { get; init; }

    public string? Ticket { get; init; }

    public OutputKind Output { get; init; }

    /// <summary>Whether to go on beyond the end of all pipelines.</summary>
    public bool Follows { get; init; }

    /// <summary>Whether to wait for pipelines that are not there yet.</summary>
    public bool Waits { get; init; }

    public TimeSpan? Timeout { get; init; }

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);
}
