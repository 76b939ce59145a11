namespace Dpa.Realtime.ChaosTests.Watching;

/// <summary>What a <see cref="Watcher"/> is like.</summary>
internal sealed record WatcherOptions(string Name, string UserId, IReadOnlyList<Uri> Nodes)
{
    /// <summary>The node that it begins with; after each failure the next is its.</summary>
    public int First { get; init; }

    public int Seed { get; init; } = 1;

    public bool WantsStages { get; init; } = true;

    public double? MaxHz { get; init; }

    /// <summary>How often it looks whether there is something to heal.</summary>
    public TimeSpan HealCheck { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>A socket that says nothing for so long is dead: twice the heartbeat.</summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromSeconds(10);
}
