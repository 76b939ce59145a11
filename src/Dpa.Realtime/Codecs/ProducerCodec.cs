using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Codecs;

/// <summary>What was last answered to one producer or node, one field.</summary>
internal static class ProducerCodec
{
    public static byte[] Encode(ProducerRecord record)
    {
        var w = new ByteWriter();
        w.Byte(CodecFormat.Version);
        w.Number(record.Sequence);
        w.Byte((byte)record.Status);
        w.Number(record.FirstTransition);
        w.Number(record.Transitions);
        w.OptionalText(record.Reason);
        return w.ToArray();
    }

    public static ProducerRecord Decode(ReadOnlySpan<byte> bytes)
    {
        var r = new ByteReader(bytes);
        r.Version(CodecFormat.Version);
        return new ProducerRecord(r.Number(), (ApplyStatus)r.Byte(), r.Number(), (int)r.Number(), r.OptionalText());
    }
}
