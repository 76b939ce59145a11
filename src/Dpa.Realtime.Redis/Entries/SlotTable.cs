using System.Collections.Concurrent;

namespace Dpa.Realtime.Redis.Entries;

/// <summary>
/// The slots of pipelines that this node writes. Each stays for twice the lease after its last use, so that data that
/// Redis loses in that time can be restored.
/// </summary>
internal sealed class SlotTable(TimeProvider time, TimeSpan lease, int maxIdle = 50_000)
{

    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, PipelineSlot> _slots = new(StringComparer.Ordinal);

    public int Count => _slots.Count;

    public PipelineSlot Of(string id)
    {
        var slot = _slots.GetOrAdd(id, static _ => new PipelineSlot());
        slot.UsedAt = time.GetTimestamp();
        return slot;
    }

    /// <summary>Records that its producer is alive.</summary>
    public void Touch(string id)
    {
        if (_slots.TryGetValue(id, out var slot)) slot.UsedAt = time.GetTimestamp();
    }

    public IReadOnlyList<StoredEntry> Held() => [.. _slots.Values.Select(s => s.HeldEntry).OfType<StoredEntry>()];

    /// <summary>All producers of this node.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Producers() =>
        [
            .. _slots.SelectMany(
                s => s.Value.Producers.Keys,
                (s, token) => new KeyValuePair<string, string>(s.Key, token)),
        ];

    public PipelineSlot? Find(string id) => _slots.GetValueOrDefault(id);

    /// <summary>
    /// Live runs keep their slots, however many there are. Of the others, those beyond the limit are removed, the
    /// longest unused first.
    /// </summary>
    public void Sweep()
    {
        var idle = 0;
        foreach (var (id, slot) in _slots)
        {
            if (time.GetElapsedTime(slot.UsedAt) > 2 * lease) _slots.TryRemove(new(id, slot));
            else if (slot.Producers.IsEmpty) idle++;
        }

        for (var age = lease; idle > maxIdle && age > Least; age /= 2)
            foreach (var (id, slot) in _slots)
                if (slot.Producers.IsEmpty && time.GetElapsedTime(slot.UsedAt) > age && _slots.TryRemove(new(id, slot)))
                    idle--;
    }
}
