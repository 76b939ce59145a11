using Dpa.Realtime.Backplane;
using Dpa.Realtime.Codecs;
using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Entries;

/// <summary>
/// The fields that a commit sets and deletes: those in which the next entry differs from the one that it was merged
/// from.
/// </summary>
internal sealed class EntryWrites
{
    public List<RedisValue> Set { get; } = [];

    public List<RedisValue> Delete { get; } = [];

    public static EntryWrites Between(Entry? before, Entry next)
    {
        var writes = new EntryWrites();
        var (old, state) = (before?.State, next.State);
        if (old is null || !ReferenceEquals(old, state)) writes.State(old, state);
        writes.Producers(before?.Producers ?? default, next.Producers);
        if (!ReferenceEquals(before?.Children, next.Children))
            writes.Optional(EntryFields.Sums, next.Children is null ? null : SumsCodec.Encode(next.Children));
        return writes;
    }

    private void State(PipelineState? old, PipelineState state)
    {
        if (old is null || !ReferenceEquals(old.Definition, state.Definition))
            Put(EntryFields.Definition, DefinitionCodec.Encode(state));
        if (old is null || old.Position != state.Position)
            Put(EntryFields.Position, state.Position.ToString());
        if (old is null || old.Status != state.Status)
            Put(EntryFields.Status, (int)state.Status);
        if (old is null || !string.Equals(old.Owner, state.Owner, StringComparison.Ordinal))
            Put(EntryFields.Owner, state.Owner);
        Put(EntryFields.Head, HeadCodec.Encode(state));
        if (old is null ? !state.Transitions.IsEmpty : old.Transitions != state.Transitions)
            Put(EntryFields.Transitions, TransitionsCodec.Encode(state.Transitions));
        var (was, stages) = (old?.StageList ?? default, state.StageList);
        for (var i = 0; i < stages.Count; i++)
            if (i >= was.Count || !ReferenceEquals(was[i], stages[i]))
                Put(EntryFields.Stage(i), StageCodec.Encode(stages[i]));
        for (var i = stages.Count; i < was.Count; i++)
            Delete.Add(EntryFields.Stage(i));
    }

    private void Producers(ProducerTable before, ProducerTable next)
    {
        if (before.Equals(next)) return;
        foreach (var (name, record) in next)
            if (!before.TryGetValue(name, out var old) || old != record)
                Put(EntryFields.Producer(name), ProducerCodec.Encode(record));
        foreach (var (name, _) in before)
        {
            if (next.ContainsKey(name)) continue;
            Delete.Add(EntryFields.Producer(name));
            Delete.Add(EntryFields.Lease(name));
        }
    }

    private void Optional(string field, byte[]? value)
    {
        if (value is null) Delete.Add(field);
        else Put(field, value);
    }

    private void Put(string field, RedisValue value)
    {
        Set.Add(field);
        Set.Add(value);
    }
}
