using Dpa.Realtime.WebSockets;

namespace Dpa.Realtime.FanOut;

/// <summary>
/// The batches that lead to a log's head. Readers that are drained in turn stand at the same one or two places, so that a thousand of them cost the encoding, the conflation
/// and the copying of one. Guarded by its log's lock.
/// </summary>
internal sealed class FrameBatches
{
    private FrameBatch? _newest;
    private FrameBatch? _other;

    public FrameBatch Get(ReadOnlySpan<LogEntry?> ring, long from, long head)
    {
        if (_newest?.From == from) return _newest;
        if (_other?.From != from) _other = Build(ring, from, head);
        (_newest, _other) = (_other, _newest);
        return _newest!;
    }

    /// <summary>The head has moved.</summary>
    public void Clear() => (_newest, _other) = (null, null);

    private static FrameBatch Build(ReadOnlySpan<LogEntry?> ring, long from, long head)
    {
        var kept = Conflation.Keep(ring, from, head, out var mask);
        var entries = new LogEntry[kept];
        var (at, bytes) = (0, 0);
        for (var v = from; v <= head; v++)
        {
            if (!Conflation.IsKept(mask, v)) continue;
            var entry = entries[at++] = ring[(int)(v % PipelineLog.Length)]!;
            bytes += entry.Frame.Length;
        }

        return new FrameBatch(from, kept == 1 ? entries[0].Frame : Join(entries, bytes), [.. entries.Select(e => e.Change)],
            new LogReading(kept, (int)(head - from + 1) - kept, 0, !entries[^1].IsWhole));
    }

    private static TextFrames Join(LogEntry[] entries, int bytes)
    {
        var joined = new byte[bytes];
        var at = 0;
        foreach (var entry in entries)
        {
            entry.Frame.Bytes.CopyTo(joined, at);
            at += entry.Frame.Length;
        }

        return new TextFrames(joined);
    }
}
