namespace Dpa.Realtime.Client.Tests.Behaviour;

/// <summary>
/// One row of the table: a fault, and what a client is to do about it. After each, its state is the server's and every
/// transition was told once, or in one reported skip.
/// </summary>
/// <param name="Name">What happens.</param>
/// <param name="Fault">Makes it happen and lifts it.</param>
/// <param name="Statuses">The statuses that the client goes through, in this order; others may lie between.</param>
internal sealed record Behaviour(string Name, Func<BehaviourWorld, Task> Fault, params string[] Statuses)
{
    /// <summary>The code that the user is told, where the client is to give up until it is started again.</summary>
    public string? Told { get; init; }

    /// <summary>How often a new token is asked for; null where that is not told of every client.</summary>
    public int? Renewals { get; init; } = 0;

    /// <summary>Whether transitions are lost in between, so that one skip is reported.</summary>
    public bool Skips { get; init; }

    public override string ToString() => Name;
}
