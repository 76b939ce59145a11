using System.Collections.Immutable;
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
    /// <param name="attributes">The pipeline's, as they are before all that waits here.</param>
    /// <returns>Whether an older transition was superseded.</returns>
    public bool Enqueue(PendingTransition pending, ImmutableSortedDictionary<string, string> attributes)
    {
        _items.Add(pending);
        return _items.Count > Limit && MergeOldest(attributes);
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

    private bool MergeOldest(ImmutableSortedDictionary<string, string> attributes)
    {
        for (var i = 0; i < _items.Count - 1; i++)
        {
            if (MergeInto(i, attributes)) return true;
            attributes = AttributeMerge.After(attributes, _items[i].Change.Attributes);
        }

        return false;
    }

    /// <param name="older">Which one is merged into a later one.</param>
    /// <param name="before">The attributes before it: what is not among them is not removed either.</param>
    private bool MergeInto(int older, ImmutableSortedDictionary<string, string> before)
    {
        for (var i = older + 1; i < _items.Count; i++)
        {
            if (TransitionMerging.Merge(_items[older].Change, _items[i].Change) is { } merged)
            {
                _items[i].Absorb(_items[older], WithoutNeedlessRemovals(merged, before));
                _items.RemoveAt(older);
                return true;
            }

            if (_items[i].Change.Status is not null) return false; // nothing is moved past a move of the pipeline
        }

        return false;
    }

    /// <summary>Names that are ever new would make a merged change grow as long as the outage lasts.</summary>
    private static PipelineChange WithoutNeedlessRemovals(
        PipelineChange merged, ImmutableSortedDictionary<string, string> before) =>
        merged.Attributes is { } changes
            ? merged with
            {
                Attributes = AttributeMerge.WithRemovalsWhere(before.ContainsKey, changes) ?? changes.Clear(),
            }
            : merged;
}
