namespace Dpa.Realtime.FanOut;

/// <summary>
/// The batches that lead to a log's head. Readers that are drained in turn stand at the same one or two places, so that
/// a thousand of them cost the encoding, the conflation and the copying of one. Guarded by its log's lock.
/// </summary>
/// <param name="isV2">For readers of the DPA V2 wire.</param>
internal sealed class FrameBatches(bool isV2)
{
    private FrameBatch? _newest;
    private FrameBatch? _other;

    public FrameBatch Get(LogWindow window, long from, long head)
    {
        if (_newest?.From == from) return _newest;
        if (_other?.From != from) _other = Build(window.From(from), from, head);
        (_newest, _other) = (_other, _newest);
        return _newest!;
    }

    /// <summary>The head has moved.</summary>
    public void Clear() => (_newest, _other) = (null, null);

    private FrameBatch Build(ReadOnlySpan<LogEntry> run, long from, long head)
    {
        var kept = new LogEntry[Conflation.Keep(run, out var mask)];
        var at = 0;
        for (var i = 0; i < run.Length; i++)
            if (Conflation.IsKept(mask, i)) kept[at++] = run[i];
        return new FrameBatch(from, kept, (int)(head - from + 1) - kept.Length, isV2);
    }
}
