namespace Dpa.Realtime.Codecs;

/// <summary>The range of an estimate, at the end of what has one: without it the bytes end before.</summary>
internal static class RangeCodec
{
    public static void Write(ByteWriter w, TimeSpan? low, TimeSpan? high)
    {
        if (low is not { } from || high is not { } to) return;
        w.Number(from.Ticks);
        w.Number(to.Ticks);
    }

    public static (TimeSpan? Low, TimeSpan? High) Read(ref ByteReader r) =>
        r.IsAtEnd ? (null, null) : (new TimeSpan(r.Number()), new TimeSpan(r.Number()));
}
