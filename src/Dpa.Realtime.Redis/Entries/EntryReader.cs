using System.Collections.Immutable;
using System.Globalization;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Codecs;
using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Entries;

/// <summary>Converts a pipeline's hash, as Redis returns it, to an entry.</summary>
internal static class EntryReader
{
    private const long MostMilliseconds = long.MaxValue / TimeSpan.TicksPerMillisecond;

    /// <summary>
    /// Reads the flat list of names and values that a script returns; null if there is no such pipeline.
    /// </summary>
    public static StoredEntry? Read(string id, RedisValue[] flat)
    {
        if (flat.Length == 0) return null;
        var fields = new Dictionary<string, RedisValue>(flat.Length / 2, StringComparer.Ordinal);
        for (var i = 0; i + 1 < flat.Length; i += 2) fields[flat[i].ToString()] = flat[i + 1];
        return Read(id, fields);
    }

    /// <inheritdoc cref="Read(string, RedisValue[])"/>
    public static StoredEntry? Read(string id, HashEntry[] hash)
    {
        if (hash.Length == 0) return null;
        var fields = new Dictionary<string, RedisValue>(hash.Length, StringComparer.Ordinal);
        foreach (var field in hash) fields[field.Name.ToString()] = field.Value;
        return Read(id, fields);
    }

    private static StoredEntry? Read(string id, Dictionary<string, RedisValue> fields)
    {
        // A hash without them is what a turn or a lease left behind of an entry that no longer exists.
        if (
            !fields.TryGetValue(EntryFields.Head, out var head)
            || !fields.TryGetValue(EntryFields.Definition, out var definition))
            return null;
        var producers = ProducerTable.Empty;
        var leases = ImmutableArray.CreateBuilder<ProducerLease>();
        foreach (var (name, value) in fields)
        {
            if (name.StartsWith(EntryFields.ProducerPrefix, StringComparison.Ordinal))
                producers = producers.SetItem(name[2..], ProducerCodec.Decode(Bytes(value)));
            else if (name.StartsWith(EntryFields.LeasePrefix, StringComparison.Ordinal))
                Add(leases, name[2..], value.ToString());
        }

        leases.RemoveAll(lease => !producers.ContainsKey(lease.Token));
        return new StoredEntry
        {
            Tag = fields.GetValueOrDefault(EntryFields.Tag).ToString(),
            Primary = fields.TryGetValue(EntryFields.Primary, out var primary) ? primary.ToString() : null,
            Record = new PipelineRecord(new Entry(State(id, fields, Bytes(definition), Bytes(head)))
            {
                Producers = producers,
                Children = fields.TryGetValue(EntryFields.Sums, out var sums) ? SumsCodec.Decode(Bytes(sums)) : null,
            })
            {
                Leases = leases.DrainToImmutable(),
                OrphanedAt = Milliseconds(fields.GetValueOrDefault(EntryFields.Orphaned).ToString()),
            },
        };
    }

    /// <summary>A lease is the server's time at which it ends, a bar, and the producer's node.</summary>
    private static void Add(ImmutableArray<ProducerLease>.Builder leases, string token, string text)
    {
        var bar = text.IndexOf('|', StringComparison.Ordinal);
        if (bar > 0 && Milliseconds(text.AsSpan(0, bar)) is { } endsAt)
            leases.Add(new ProducerLease(token, text[(bar + 1)..], endsAt));
    }

    private static TimeSpan? Milliseconds(ReadOnlySpan<char> text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= MostMilliseconds
            ? TimeSpan.FromMilliseconds(value)
            : null;

    private static PipelineState State(string id, Dictionary<string, RedisValue> fields, byte[] definition, byte[] head)
    {
        var (state, _, count) = HeadCodec.Decode(head, DefinitionCodec.Decode(definition, id));
        var stages = ImmutableArray.CreateBuilder<StageState>(count);
        for (var i = 0; i < count; i++)
            stages.Add(
                StageCodec.Decode(
                    Bytes(
                        fields.TryGetValue(EntryFields.Stage(i), out var stage)
                            ? stage
                            : throw new InvalidDataException("A stage of the pipeline is missing."))));
        return state with
        {
            Stages = stages.MoveToImmutable(),
            Transitions = fields.TryGetValue(EntryFields.Transitions, out var transitions)
                ? TransitionsCodec.Decode(Bytes(transitions))
                : [],
        };
    }

    private static byte[] Bytes(RedisValue value) => (byte[]?)value ?? [];
}
