namespace Dpa.Realtime.Client.Connections;

/// <summary>The state of the connection's state machine.</summary>
internal sealed record Supervision
{
    public static readonly Supervision Idle = new();

    public Phase Phase { get; init; }

    /// <summary>Grows with each attempt: a new number means that a new attempt must start.</summary>
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

    /// <summary>A new token was requested since the last stable connection.</summary>
    public bool IsRenewed { get; init; }

    /// <summary>The newest request of the HTTP fallback reached no server.</summary>
    public bool IsCutOff { get; init; }

    /// <summary>Why it is not up; null if there is no reason.</summary>
    public Failure? Failure { get; init; }

    public bool IsResting => Phase is Phase.Idle or Phase.Stopped;

    /// <summary>Refused for good, and there is no fallback.</summary>
    public bool IsOver => Phase == Phase.Stopped && !IsFallback;
}
