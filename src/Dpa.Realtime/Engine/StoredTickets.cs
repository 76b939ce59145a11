using System.Collections.Concurrent;
using Dpa.Realtime.Codecs;

namespace Dpa.Realtime.Engine;

/// <summary>
/// Tickets as a store's small values. After a closing only a node that has received its notification issues tickets,
/// until all nodes must have received it.
/// </summary>
internal sealed class StoredTickets(IPipelineStore store, StoreClock clock) : ITicketStore
{
    private const int SeenToSweep = 1024;

    private readonly ConcurrentDictionary<string, (string Mark, TimeSpan Until)> _seen = new(StringComparer.Ordinal);

    public ValueTask WriteAsync(string digest, byte[] kept, TimeSpan lifetime) =>
        store.WriteValueAsync("ticket/" + digest, kept, lifetime, default);

    public ValueTask<byte[]?> TakeAsync(string digest) =>
        store.ReadValueAsync("ticket/" + digest, remove: true, default);

    public async ValueTask<ClosingMark?> MarkAsync(string userId)
    {
        var kept = await store.ReadValueAsync("closed/" + userId, remove: false, default).ConfigureAwait(false);
        if (kept is not { } bytes) return null;
        try
        {
            var r = new ByteReader(bytes);
            var (name, isBegun, at) = (r.Text(), r.Flag(), new TimeSpan(r.Number()));
            return new(name, clock.Now - at < TicketBook.ClosingLimit && (isBegun || !HasReceived(userId, name)));
        }
        catch (InvalidDataException e)
        {
            throw CommitLoop.Unreadable(e); // refused rather than taken for none
        }
    }

    /// <summary>This node has closed the user's connections, as the closing with this mark asks.</summary>
    public void Received(string userId, string mark)
    {
        var now = clock.Now;
        _seen[userId] = (mark, now + (2 * TicketBook.ClosingLimit));
        if (_seen.Count < SeenToSweep) return;
        foreach (var (user, seen) in _seen)
            if (seen.Until < now) _seen.TryRemove(new(user, seen));
    }

    public ValueTask VoidAsync(string userId, string mark, bool isBegun)
    {
        var w = new ByteWriter();
        w.Text(mark);
        w.Flag(isBegun);
        w.Number(clock.Now.Ticks);
        return store.WriteValueAsync("closed/" + userId, w.ToArray(), TicketBook.MarkLife, default);
    }

    private bool HasReceived(string userId, string mark) =>
        _seen.TryGetValue(userId, out var seen) && string.Equals(seen.Mark, mark, StringComparison.Ordinal);
}
