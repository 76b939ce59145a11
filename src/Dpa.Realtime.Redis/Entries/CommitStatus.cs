namespace Dpa.Realtime.Redis.Entries;

/// <summary>The outcome of a commit.</summary>
internal enum CommitStatus
{
    Written,

    /// <summary>Another write came first; the newest entry is in the answer.</summary>
    Conflict,

    /// <summary>There is no newer entry, and it is another node's turn.</summary>
    Wait,

    /// <summary>The entry was written under another primary, or is missing: the nodes must compare first.</summary>
    Stale,

    /// <summary>Another node holds a newer state, and is about to restore it.</summary>
    Outdone,
}
