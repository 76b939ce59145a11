using System.Collections.Concurrent;
using System.Collections.Immutable;
using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Engine;

/// <summary>Each owner's top-level pipelines that are kept, ended ones too, by <see cref="ListKey"/>.</summary>
internal sealed class OwnerLists
{
    private static readonly ImmutableSortedSet<string> None = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, ImmutableSortedSet<string>> _kept = new(StringComparer.Ordinal);

    /// <summary>The greatest keys below one, in descending order.</summary>
    public ImmutableArray<string> Read(string owner, string? before, int max)
    {
        if (!_kept.TryGetValue(owner, out var keys)) return [];
        var end = before is null ? keys.Count : keys.IndexOf(before);
        if (end < 0) end = ~end;
        var read = ImmutableArray.CreateBuilder<string>(Math.Min(max, end));
        for (var i = end - 1; i >= 0 && read.Count < max; i--) read.Add(keys[i]);
        return read.DrainToImmutable();
    }

    public void Add(string owner, string key) =>
        _kept.AddOrUpdate(
            owner, static (_, key) => None.Add(key), static (_, keys, key) => keys.Add(key), key);

    public void Remove(string owner, string key)
    {
        while (_kept.TryGetValue(owner, out var keys))
        {
            var rest = keys.Remove(key);
            var done = rest.IsEmpty ? _kept.TryRemove(new(owner, keys)) : _kept.TryUpdate(owner, rest, keys);
            if (done) return;
        }
    }
}
