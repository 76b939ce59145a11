namespace Dpa.Realtime.Publishing;

/// <summary>
/// Ids that the archive did not know a moment ago: it is not asked again for them at once, however often they are
/// looked for. Two halves that take turns, so that the oldest go first and memory is bounded.
/// </summary>
internal sealed class AbsentIds(TimeProvider time)
{
    private const int Half = 5000;
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private Dictionary<string, long> _newer = new(StringComparer.Ordinal);
    private Dictionary<string, long> _older = new(StringComparer.Ordinal);

    public bool Holds(string id)
    {
        lock (_lock)
            return (_newer.TryGetValue(id, out var since) || _older.TryGetValue(id, out since))
                && time.GetElapsedTime(since) < Remembered;
    }

    public void Add(string id)
    {
        lock (_lock)
        {
            if (_newer.Count >= Half) (_older, _newer) = (_newer, new Dictionary<string, long>(StringComparer.Ordinal));
            _newer[id] = time.GetTimestamp();
        }
    }

    /// <summary>It may be known from now on.</summary>
    public void Remove(string id)
    {
        lock (_lock)
        {
            _newer.Remove(id);
            _older.Remove(id);
        }
    }
}
