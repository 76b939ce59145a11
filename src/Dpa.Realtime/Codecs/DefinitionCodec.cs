using System.Collections.Immutable;
using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Codecs;

/// <summary>What stays the same within an epoch.</summary>
internal static class DefinitionCodec
{
    public static byte[] Encode(PipelineState state)
    {
        var w = new ByteWriter();
        w.Byte(CodecFormat.Version);
        w.Text(state.Owner);
        w.OptionalText(state.Name);
        w.OptionalText(state.Kind);
        w.OptionalText(state.ParentId);
        w.Real(state.Weight);
        w.OptionalNumber(state.ExpectedChildren);
        w.Time(state.CreatedAt);
        w.Number((int)state.Controls);
        w.OptionalText(state.Continues);
        w.Number(state.Attributes.Count);
        foreach (var (name, value) in state.Attributes)
        {
            w.Text(name);
            w.Text(value);
        }

        return w.ToArray();
    }

    public static PipelineState Decode(ReadOnlySpan<byte> bytes, string id)
    {
        var r = new ByteReader(bytes);
        r.Version(CodecFormat.Version);
        return new PipelineState(new PipelineDefinition
        {
            Id = id,
            Owner = r.Text(),
            Name = r.OptionalText(),
            Kind = r.OptionalText(),
            ParentId = r.OptionalText(),
            Weight = r.Real(),
            ExpectedChildren = (int?)r.OptionalNumber(),
            CreatedAt = r.Time(),
            Controls = (PipelineControls)r.Number(),
            Continues = r.OptionalText(),
            Attributes = Attributes(ref r),
        });
    }

    private static ImmutableSortedDictionary<string, string> Attributes(ref ByteReader r)
    {
        var count = r.Count();
        if (count == 0) return ImmutableSortedDictionary<string, string>.Empty;
        var attributes = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < count; i++) attributes[r.Text()] = r.Text();
        return attributes.ToImmutable();
    }
}
