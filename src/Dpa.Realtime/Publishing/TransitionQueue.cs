using Dpa.Realtime.Backplane;

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

    /// <param name="pending">The transition.</param>
    /// <param name="isNamed">Whether the pipeline has an attribute of that name, or anything that was sent before all
    /// that waits here sets or removes one.</param>
    /// <returns>Whether an older transition was superseded.</returns>
    public bool Enqueue(PendingTransition pending, Func<string, bool> isNamed)
    {
        _items.Add(pending);
        return _items.Count > Limit && MergeOldest(isNamed);
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

    private bool MergeOldest(Func<string, bool> isNamed)
    {
        for (var i = 0; i < _items.Count - 1; i++)
            if (MergeInto(i, isNamed)) return true;
        return false;
    }

    private bool MergeInto(int older, Func<string, bool> isNamed)
    {
        for (var i = older + 1; i < _items.Count; i++)
        {
            if (TransitionMerging.Merge(_items[older].Change, _items[i].Change) is { } merged)
            {
                _items[i].Absorb(_items[older], WithoutNeedlessRemovals(merged, older, isNamed));
                _items.RemoveAt(older);
                return true;
            }

            if (MustKeepOrder(_items[older].Change, _items[i].Change)) return false;
        }

        return false;
    }

    /// <summary>Nothing is moved past a move of the pipeline, and no value of an attribute past a newer one.</summary>
    private static bool MustKeepOrder(PipelineChange older, PipelineChange newer) =>
        newer.Status is not null || (older.Attributes is not null && newer.Attributes is not null);

    /// <summary>
    /// A name that was set and removed again while it waited, and that nothing before it knows, is left out: names that
    /// are ever new would make a merged change grow as long as the outage lasts.
    /// </summary>
    private PipelineChange WithoutNeedlessRemovals(PipelineChange merged, int older, Func<string, bool> isNamed)
    {
        if (_items[older].Change.Attributes is not { } first || merged.Attributes is not { } changes) return merged;
        return merged with
        {
            Attributes = AttributeMerge.WithRemovalsWhere(IsNeeded, changes) ?? changes.Clear(),
        };

        bool IsNeeded(string name) =>
            first.GetValueOrDefault(name) is null
            || isNamed(name)
            || _items.Take(older).Any(i => i.Change.Attributes?.ContainsKey(name) == true);
    }
}
