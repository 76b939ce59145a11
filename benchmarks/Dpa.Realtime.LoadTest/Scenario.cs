namespace Dpa.Realtime.LoadTest;

/// <summary>What is measured.</summary>
internal enum Scenario
{
    /// <summary>Changes at a steady rate to subscribers that all read.</summary>
    Run,

    /// <summary>The same while some subscribers read nothing.</summary>
    Overload,

    /// <summary>Subscribers that are connected and receive nothing.</summary>
    Idle,

    /// <summary>
    /// Changes at a steady rate on several nodes with a Redis between them, to subscribers on other nodes than the
    /// one that produces.
    /// </summary>
    CrossNode,

    /// <summary>
    /// Many pipelines with few subscribers each, more changes than a core takes: the cost of the path from a report
    /// to its frames.
    /// </summary>
    Many,

    /// <summary>
    /// One pipeline, reported as fast as its producer can: what its subscribers are sent, and how old it is.
    /// </summary>
    Hot,

    /// <summary>
    /// Subscribers whose connections are cut repeatedly: who ends at the truth, and how soon after each cut.
    /// </summary>
    Cuts,

    /// <summary>Few changes, so that nothing waits for anything: what one change takes.</summary>
    Quiet,

    /// <summary>The first seconds of a fresh process with the runtime's own settings.</summary>
    Cold,

    /// <summary>
    /// Subscribers that lost their connections and reconnect all at once, each with the state that it holds.
    /// </summary>
    Return,

    /// <summary>Bytes: subscribers that poll every two seconds beside subscribers that are notified.</summary>
    Polling,
}
