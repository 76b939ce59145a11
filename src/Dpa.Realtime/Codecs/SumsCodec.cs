using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Codecs;

/// <summary>
/// What a parent knows of its children: the sums in one field of its entry, each child's part in a hash beside it.
/// </summary>
internal static class SumsCodec
{
    public static byte[] Encode(ChildTotals totals)
    {
        var w = new ByteWriter();
        w.Byte(CodecFormat.Version);
        Write(w, totals.Named);
        Write(w, totals.Nameless);
        w.Number(totals.Named[PipelineStatus.Waiting]);
        w.Number(totals.Nameless[PipelineStatus.Waiting]);
        return w.ToArray();
    }

    public static ChildTotals Decode(ReadOnlySpan<byte> bytes)
    {
        var r = new ByteReader(bytes);
        r.Version(CodecFormat.Version);
        var totals = new ChildTotals(Read(ref r), Read(ref r));
        if (r.IsAtEnd) return totals; // written before there were waiting ones
        totals.Named.Add(PipelineStatus.Waiting, 0, 0, (int)r.Number());
        totals.Nameless.Add(PipelineStatus.Waiting, 0, 0, (int)r.Number());
        return totals;
    }

    public static byte[] Encode(ChildContribution child)
    {
        var w = new ByteWriter();
        w.Byte(CodecFormat.Version);
        w.Position(child.Position);
        w.Byte((byte)child.Status);
        w.Real(child.Weight);
        w.Real(child.Progress);
        return w.ToArray();
    }

    public static ChildContribution DecodeChild(ReadOnlySpan<byte> bytes)
    {
        var r = new ByteReader(bytes);
        r.Version(CodecFormat.Version);
        return new ChildContribution(r.Position(), r.Status(), r.Real(), r.Real());
    }

    private static void Write(ByteWriter w, ChildSums sums)
    {
        for (var status = PipelineStatus.Pending; status <= PipelineStatus.Skipped; status++) w.Number(sums[status]);
        w.Real(sums.Weight);
        w.Real(sums.WeightedProgress);
    }

    private static ChildSums Read(ref ByteReader r)
    {
        var sums = new ChildSums();
        for (var status = PipelineStatus.Pending; status <= PipelineStatus.Skipped; status++)
            sums.Add(status, 0, 0, (int)r.Number());
        sums.Add(default, r.Real(), r.Real(), 0);
        return sums;
    }
}
