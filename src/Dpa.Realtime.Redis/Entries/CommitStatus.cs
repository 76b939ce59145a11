namespace Dpa.Realtime.Redis.Entries;

/// <summary>The outcome of a commit.</summary>
internal enum CommitStatus
{
    Written,

    /// <summary>Another write came first; the newest entry is in the answer.</summary>
    Conflict,

    /// <summary>Nothing newer is there, and it is another node's turn.</summary>
    Wait,

    /// <summary>The entry was written under another primary, or is gone: the nodes are to compare first.</summary>
    Stale,

    /// <summary>Another node holds more, and is about to give it back.</summary>
    Outdone,
}
