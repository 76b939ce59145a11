using System.Collections.Immutable;
using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Codecs;

/// <summary>All of a pipeline in one piece, for stores that keep it so.</summary>
internal static class RecordCodec
{
    public static byte[] Encode(PipelineRecord record)
    {
        var (state, w) = (record.State, new ByteWriter());
        w.Byte(CodecFormat.Version);
        w.Bytes(DefinitionCodec.Encode(state));
        w.Bytes(HeadCodec.Encode(state));
        for (var i = 0; i < state.StageList.Count; i++) w.Bytes(StageCodec.Encode(state.StageList[i]));
        w.Bytes(TransitionsCodec.Encode(state.Transitions));
        w.Number(record.Entry.Producers.Count);
        foreach (var (token, producer) in record.Entry.Producers)
        {
            w.Text(token);
            w.Bytes(ProducerCodec.Encode(producer));
        }

        w.Number(record.Leases.Length);
        foreach (var lease in record.Leases)
        {
            w.Text(lease.Token);
            w.Text(lease.Node);
            w.Number(lease.EndsAt.Ticks);
        }

        w.OptionalNumber(record.OrphanedAt?.Ticks);
        w.Flag(record.Entry.Children is not null);
        if (record.Entry.Children is { } children) w.Bytes(SumsCodec.Encode(children));
        return w.ToArray();
    }

    public static PipelineRecord Decode(string id, ReadOnlySpan<byte> bytes)
    {
        var r = new ByteReader(bytes);
        r.Version(CodecFormat.Version);
        var definition = DefinitionCodec.Decode(r.Bytes(), id);
        var (state, _, count) = HeadCodec.Decode(r.Bytes(), definition);
        var stages = ImmutableArray.CreateBuilder<StageState>();
        while (stages.Count < count) stages.Add(StageCodec.Decode(r.Bytes()));
        state = state with { Stages = stages.ToImmutable(), Transitions = TransitionsCodec.Decode(r.Bytes()) };
        var producers = new KeyValuePair<string, ProducerRecord>[r.Count()];
        for (var i = 0; i < producers.Length; i++) producers[i] = new(r.Text(), ProducerCodec.Decode(r.Bytes()));
        var leases = ImmutableArray.CreateBuilder<ProducerLease>(r.Count());
        while (leases.Count < leases.Capacity) leases.Add(new(r.Text(), r.Text(), new TimeSpan(r.Number())));
        var orphaned = r.OptionalNumber();
        return new PipelineRecord(new Entry(state)
        {
            Producers = ProducerTable.Of(producers),
            Children = r.Flag() ? SumsCodec.Decode(r.Bytes()) : null,
        })
        {
            Leases = leases.MoveToImmutable(),
            OrphanedAt = orphaned is { } ticks ? new TimeSpan(ticks) : null,
        };
    }
}
