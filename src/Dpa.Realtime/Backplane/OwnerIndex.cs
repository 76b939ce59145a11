using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Dpa.Realtime.Backplane;

/// <summary>The live top-level pipelines of each owner.</summary>
internal sealed class OwnerIndex
{
    private readonly ConcurrentDictionary<string, ImmutableHashSet<string>> _live = new(StringComparer.Ordinal);

    public ImmutableArray<string> Of(string owner) => _live.TryGetValue(owner, out var ids) ? [.. ids] : [];

    public void Add(PipelineState state) =>
        _live.AddOrUpdate(state.Owner, static (_, id) => ImmutableHashSet.Create(StringComparer.Ordinal, id), static (_, ids, id) => ids.Add(id), state.Id);

    public void Remove(PipelineState state)
    {
        while (_live.TryGetValue(state.Owner, out var ids))
        {
            var rest = ids.Remove(state.Id);
            var done = rest.IsEmpty ? _live.TryRemove(new(state.Owner, ids)) : _live.TryUpdate(state.Owner, rest, ids);
            if (done) return;
        }
    }
}
