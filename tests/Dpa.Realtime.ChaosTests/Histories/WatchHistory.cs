namespace Dpa.Realtime.ChaosTests.Histories;

/// <summary>All that one client saw of one pipeline, in order.</summary>
internal sealed record WatchHistory(string Watcher, string Pipeline, IReadOnlyList<Seen> Seen);
