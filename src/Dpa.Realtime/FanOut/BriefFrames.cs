using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.FanOut;

/// <summary>
/// The newest frame without stages: short for readers that hold what it leaves out, the full state's form for others.
/// Readers that are drained in turn stand at the same place and share it. Guarded by its log's lock.
/// </summary>
internal sealed class BriefFrames
{
    private (long? From, bool IsShort, LazyFrame Frame)? _newest;
    private long _shortFrom; // from this version on a reader holds what the short frame leaves out

    /// <summary>Whether the pipeline's own status or attempt moved after that transition.</summary>
    public static bool HasOwnTransitionAfter(PipelineState head, long number)
    {
        var kept = head.History.Span;
        for (var i = kept.Length - 1; i >= 0 && kept[i].Number > number; i--)
            if (kept[i].Stage is null) return true;
        return head.TransitionsFrom > number + 1; // older ones are not kept
    }

    /// <summary>The head has moved.</summary>
    public void Moved(PipelineState? before, PipelineState head)
    {
        _newest = null;
        if (before is null || !PipelineUpdateFrame.IsEnoughFrom(before, head)) _shortFrom = head.Position.Version;
    }

    public LazyFrame Get(PipelineState head, in Cursor cursor, SubscriptionDetail detail, bool isV2)
    {
        var isSameEpoch = string.Equals(cursor.Position.Epoch, head.Position.Epoch, StringComparison.Ordinal);
        var isShort = !isV2 && isSameEpoch && cursor.Position.Version >= _shortFrom;
        // A continuing epoch may have been restored from an older copy: it counts on from where that one was.
        long? from =
            detail == SubscriptionDetail.Summary ? null
            : isSameEpoch || string.Equals(head.Continues, cursor.Position.Epoch, StringComparison.Ordinal)
                ? Math.Min(cursor.Transition, head.Transition)
            : 0;
        if (_newest is { } newest && newest.From == from && newest.IsShort == isShort) return newest.Frame;
        var frame = isShort ? Short(head, from) : Whole(head, from);
        _newest = (from, isShort, frame);
        return frame;
    }

    private static LazyFrame Short(PipelineState head, long? from) => new(() => PipelineUpdateFrame.Encode(head, from));

    private static LazyFrame Whole(PipelineState head, long? from) =>
        new(() => PipelineStateCodec.Encode(head, new FullStateShape(false, false, -1, from, false)));
}
