using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Dpa.Realtime.Engine;

/// <summary>The live top-level pipelines of each owner.</summary>
internal sealed class OwnerIndex
{
    private readonly ConcurrentDictionary<string, ImmutableHashSet<string>> _live = new(StringComparer.Ordinal);

    public ImmutableArray<string> Of(string owner) => _live.TryGetValue(owner, out var ids) ? [.. ids] : [];

    public void Add(string owner, string id) =>
        _live.AddOrUpdate(
            owner,
            static (_, id) => ImmutableHashSet.Create(StringComparer.Ordinal, id),
            static (_, ids, id) => ids.Add(id),
            id);

    public void Remove(string owner, string id)
    {
        while (_live.TryGetValue(owner, out var ids))
        {
            var rest = ids.Remove(id);
            var done = rest.IsEmpty ? _live.TryRemove(new(owner, ids)) : _live.TryUpdate(owner, rest, ids);
            if (done) return;
        }
    }
}
