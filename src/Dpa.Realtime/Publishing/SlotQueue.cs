namespace Dpa.Realtime.Publishing;

/// <summary>
/// The slots of one run that have a report to be taken, the first first. Reporters put in without a lock; one at a time
/// takes. A slot stands in it at most once, so it is its own link, and an empty queue holds nothing.
/// </summary>
internal sealed class SlotQueue
{
    private StageSlot? _put; // the last that was put in, linked to the one before it
    private StageSlot? _next; // the taker's: in order

    public bool IsEmpty => _next is null && Volatile.Read(ref _put) is null;

    public void Put(StageSlot slot)
    {
        for (var last = Volatile.Read(ref _put); ;)
        {
            slot.Link = last;
            var found = Interlocked.CompareExchange(ref _put, slot, last);
            // Once it stands in the queue its link is the taker's, and is not read here again.
            if (ReferenceEquals(found, last)) return;
            last = found;
        }
    }

    /// <summary>Called by one thread at a time.</summary>
    public bool TryTake(out StageSlot slot)
    {
        _next ??= InOrder(Interlocked.Exchange(ref _put, null));
        slot = _next!;
        if (_next is null) return false;
        _next = slot.Link;
        slot.Link = null;
        return true;
    }

    private static StageSlot? InOrder(StageSlot? last)
    {
        StageSlot? first = null;
        while (last is not null) (last.Link, first, last) = (first, last, last.Link);
        return first;
    }
}
