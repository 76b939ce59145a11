namespace Dpa.Realtime.LoadTest;

/// <summary>What is measured.</summary>
internal enum Scenario
{
    /// <summary>Changes at a steady rate to watchers that all read.</summary>
    Run,

    /// <summary>The same while some watchers read nothing.</summary>
    Overload,

    /// <summary>Watchers that are subscribed and hear nothing.</summary>
    Idle,

    /// <summary>Changes at a steady rate on several nodes with a Redis between them, to watchers on other nodes than the one that produces.</summary>
    CrossNode,
}
