namespace Dpa.Realtime.Client.Connections;

/// <summary>What is known of the connection: its state machine's state.</summary>
internal sealed record Supervision
{
    public static readonly Supervision Idle = new();

    public Phase Phase { get; init; }

    /// <summary>Counts up with each attempt: a new number means that one is to be made.</summary>
    public int Dials { get; init; }

    /// <summary>When to dial, while waiting, or while up after the server announced its close.</summary>
    public TimeSpan? DueAt { get; init; }

    /// <summary>The server chose <see cref="DueAt"/>.</summary>
    public bool IsPlanned { get; init; }

    /// <summary>Failed attempts in a row.</summary>
    public int Failures { get; init; }

    /// <summary>HTTP replaces the socket for the time being.</summary>
    public bool IsFallback { get; init; }

    public TimeSpan UpSince { get; init; }

    /// <summary>How often the socket was up.</summary>
    public int Ups { get; init; }

    /// <summary>A new token was asked for since the last stable connection.</summary>
    public bool IsRenewed { get; init; }

    /// <summary>Why it is not up; null if there is no reason.</summary>
    public Failure? Failure { get; init; }

    public bool IsResting => Phase is Phase.Idle or Phase.Stopped;

    /// <summary>Refused for good, and there is no fallback.</summary>
    public bool IsOver => Phase == Phase.Stopped && !IsFallback;
}
