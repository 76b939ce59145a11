namespace Dpa.Realtime.Codecs;

/// <summary>Notices, bytes both ways.</summary>
internal static class NoticeCodec
{
    public static byte[] Encode(Notice notice)
    {
        var w = new ByteWriter();
        w.Byte(CodecFormat.Version);
        w.Byte((byte)notice.Kind);
        w.Text(notice.Subject);
        w.OptionalText(notice.Detail);
        w.OptionalText(notice.Node);
        w.OptionalText(notice.Request);
        w.Number(notice.Value);
        return w.ToArray();
    }

    public static Notice Decode(ReadOnlySpan<byte> bytes)
    {
        var r = new ByteReader(bytes);
        r.Version(CodecFormat.Version);
        return new Notice((NoticeKind)r.Byte(), r.Text())
        {
            Detail = r.OptionalText(),
            Node = r.OptionalText(),
            Request = r.OptionalText(),
            Value = (int)r.Number(),
        };
    }
}
