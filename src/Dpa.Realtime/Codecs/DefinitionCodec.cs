using System.Collections.Immutable;
using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Codecs;

/// <summary>What states have in common until it changes: definition, attributes, result.</summary>
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
        Write(w, state.Attributes);
        w.Flag(state.Result is not null);
        if (state.Result is { } result)
        {
            w.OptionalText(result.Uri);
            w.OptionalText(result.Text);
            Write(w, result.Attributes);
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
            Result = r.Flag()
                ? new PipelineResult(r.OptionalText(), r.OptionalText()) { Attributes = Attributes(ref r) }
                : null,
        });
    }

    private static void Write(ByteWriter w, ImmutableSortedDictionary<string, string> attributes)
    {
        w.Number(attributes.Count);
        foreach (var (name, value) in attributes)
        {
            w.Text(name);
            w.Text(value);
        }
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
