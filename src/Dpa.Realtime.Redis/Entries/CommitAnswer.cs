namespace Dpa.Realtime.Redis.Entries;

/// <summary>
/// The outcome of a commit: after a conflict the newest entry, how long another node's turn lasts, and the primary if
/// it prevented the commit.
/// </summary>
internal readonly record struct CommitAnswer(
    CommitStatus Status, StoredEntry? Newest, TimeSpan Turn, string? Primary = null);
