namespace Dpa.Realtime.Redis.Entries;

/// <summary>
/// What became of a commit, with the newest entry after a conflict, how long another node's turn lasts, and the primary
/// where that is what stands in the way.
/// </summary>
internal readonly record struct CommitAnswer(
    CommitStatus Status, StoredEntry? Newest, TimeSpan Turn, string? Primary = null);
