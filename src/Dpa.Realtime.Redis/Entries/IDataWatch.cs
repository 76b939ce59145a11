namespace Dpa.Realtime.Redis.Entries;

/// <summary>Learns that Redis may not have what it had.</summary>
internal interface IDataWatch
{
    /// <summary>
    /// Called with a new mark or primary, before any other caller can find that it is no longer new. Returns at once.
    /// </summary>
    void OnChanged(string? mark, string? primary);
}
