namespace Dpa.Realtime.Publishing;

/// <summary>
/// The transitions of a run that wait for the backplane, in order. Beyond <see cref="Limit"/> the oldest that can be
/// merged is merged into a later one of the same stage, so that the queue keeps only a few per stage, however long the
/// backplane is unavailable. Guarded by the publisher's lock.
/// </summary>
internal sealed class TransitionQueue
{
    public const int Limit = 256;

    private readonly List<PendingTransition> _items = [];

    public int Count => _items.Count;

    /// <returns>Whether an older transition was superseded.</returns>
    public bool Enqueue(PendingTransition pending)
    {
        _items.Add(pending);
        return _items.Count > Limit && MergeOldest();
    }

    public bool TryDequeue(out PendingTransition pending)
    {
        pending = null!;
        if (_items.Count == 0) return false;
        pending = _items[0];
        _items.RemoveAt(0);
        return true;
    }

    public PipelineChange[] Changes() => [.. _items.Select(i => i.Change)];

    private bool MergeOldest()
    {
        for (var i = 0; i < _items.Count - 1; i++)
            if (MergeInto(i)) return true;
        return false;
    }

    private bool MergeInto(int older)
    {
        for (var i = older + 1; i < _items.Count; i++)
        {
            if (TransitionMerging.Merge(_items[older].Change, _items[i].Change) is { } merged)
            {
                _items[i].Absorb(_items[older], merged);
                _items.RemoveAt(older);
                return true;
            }

            if (_items[i].Change.Status is not null) return false; // nothing is moved past a move of the pipeline
        }

        return false;
    }
}
