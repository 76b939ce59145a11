using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.FanOut;

/// <summary>
/// The pipelines of a live query: the greatest <see cref="ListKey"/> that were put, at most as many as are asked for.
/// Not for several threads.
/// </summary>
internal sealed class LiveList(int limit)
{
    private readonly SortedSet<string> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _places = new(StringComparer.Ordinal);

    /// <summary>The key below which there may be more, where the list is full or something has left it; null where
    /// nothing is known to be there.</summary>
    public string? Below { get; private set; }

    /// <summary>How many places are free for what is below.</summary>
    public int Missing => Below is null ? 0 : limit - _keys.Count;

    /// <summary>The pipelines in order: the newest start first.</summary>
    public IEnumerable<string> Ids => _keys.Reverse().Select(ListKey.IdOf);

    /// <summary>The list begins from nothing.</summary>
    public void Clear()
    {
        _keys.Clear();
        _places.Clear();
        Below = null;
    }

    /// <summary>
    /// Whether a pipeline has a place on the list. One that has none leaves it, and is found again below it.
    /// </summary>
    public bool HasPlaceFor(PipelineState state)
    {
        var key = ListKey.Of(state)!;
        if (_places.TryGetValue(state.Id, out var held) && !string.Equals(held, key, StringComparison.Ordinal))
            Remove(state.Id);
        if (Below is not null && string.CompareOrdinal(key, Below) < 0) return false; // others may be in between
        if (_keys.Count < limit || string.CompareOrdinal(key, _keys.Min) >= 0) return true;
        Below = _keys.Min;
        return false;
    }

    /// <summary>Puts one that has a place; the last one leaves a list that would be too long.</summary>
    public void Put(PipelineState state)
    {
        var key = ListKey.Of(state)!;
        if (!_keys.Add(key)) return;
        _places[state.Id] = key;
        if (_keys.Count <= limit) return;
        Remove(ListKey.IdOf(_keys.Min!));
        Below = _keys.Min;
    }

    public void Remove(string id)
    {
        if (_places.Remove(id, out var key)) _keys.Remove(key);
    }

    /// <summary>What was below has been looked at, down to there: a list that it did not fill is looked at no
    /// further.</summary>
    public void Filled(string? below) => Below = _keys.Count < limit ? null : below;
}
