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

    /// <summary>
    /// Changes at a steady rate on several nodes with a Redis between them, to watchers on other nodes than the one
    /// that produces.
    /// </summary>
    CrossNode,

    /// <summary>
    /// Many pipelines with few watchers each, more changes than a core takes: what the way from a report to its frames
    /// costs.
    /// </summary>
    Many,

    /// <summary>
    /// One pipeline, reported as fast as its producer can: what its watchers are sent, and how old what they know is.
    /// </summary>
    Hot,

    /// <summary>
    /// Watchers whose connections are cut again and again: who ends at the truth, and how soon after each cut.
    /// </summary>
    Cuts,

    /// <summary>Few changes, so that nothing waits for anything: what one change takes.</summary>
    Quiet,

    /// <summary>The first seconds of a fresh process with the runtime's own settings.</summary>
    Cold,

    /// <summary>
    /// Watchers that lost their connections and come back all at once, each with the state that it holds.
    /// </summary>
    Return,

    /// <summary>Watchers that ask every two seconds beside watchers that are told: bytes.</summary>
    Polling,
}
