namespace Dpa.Realtime.Redis.Entries;

/// <summary>The result of reading one of several entries: null if there is none, or if it cannot be read.</summary>
internal readonly record struct EntryReading(StoredEntry? Entry, bool IsUnreadable = false);
