namespace Dpa.Realtime.Redis.Entries;

/// <summary>What became of a commit, with the newest entry after a conflict and how long another node's turn lasts.</summary>
internal readonly record struct CommitAnswer(CommitStatus Status, Entry? Newest, TimeSpan Turn);
