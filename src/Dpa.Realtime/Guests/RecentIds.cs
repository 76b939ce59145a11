namespace Dpa.Realtime.Guests;

/// <summary>
/// The ids that were added last, some thousands. Two halves that take turns, so that the oldest go first and memory
/// is bounded. Not thread-safe.
/// </summary>
internal sealed class RecentIds
{
    private const int Half = 4000;

    private HashSet<string> _newer = new(StringComparer.Ordinal);
    private HashSet<string> _older = new(StringComparer.Ordinal);

    public bool Holds(string id) => _newer.Contains(id) || _older.Contains(id);

    public void Add(string id)
    {
        if (_newer.Count >= Half) (_older, _newer) = (_newer, new HashSet<string>(StringComparer.Ordinal));
        _newer.Add(id);
    }

    public void Remove(string id)
    {
        _newer.Remove(id);
        _older.Remove(id);
    }
}
