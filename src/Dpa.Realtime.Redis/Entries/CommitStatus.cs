namespace Dpa.Realtime.Redis.Entries;

/// <summary>What became of a commit.</summary>
internal enum CommitStatus
{
    Written,

    /// <summary>Another write came first; the newest entry is in the answer.</summary>
    Conflict,

    /// <summary>Nothing newer is there, and it is another node's turn.</summary>
    Wait,
}
