namespace Dpa.Realtime.Redis.Entries;

/// <summary>
/// What one of several entries was found to be: null where there is none, or where it cannot be read.
/// </summary>
internal readonly record struct EntryReading(StoredEntry? Entry, bool IsUnreadable = false);
