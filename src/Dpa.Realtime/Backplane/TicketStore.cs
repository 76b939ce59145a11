using System.Collections.Concurrent;

namespace Dpa.Realtime.Backplane;

/// <summary>Single-use tickets in memory.</summary>
internal sealed class TicketStore(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Held> _tickets = new(StringComparer.Ordinal);

    public void Issue(string ticket, string userId, byte[] identity, TimeSpan lifetime) => _tickets[ticket] = new Held(userId, identity, time.Monotonic() + lifetime);

    public byte[]? Redeem(string ticket) => _tickets.TryRemove(ticket, out var held) && held.Ends > time.Monotonic() ? held.Identity : null;

    public void Void(string userId) => Remove(held => string.Equals(held.UserId, userId, StringComparison.Ordinal));

    public void Sweep()
    {
        var now = time.Monotonic();
        Remove(held => held.Ends <= now);
    }

    private void Remove(Func<Held, bool> isOver)
    {
        foreach (var (ticket, held) in _tickets)
            if (isOver(held)) _tickets.TryRemove(ticket, out _);
    }

    private sealed record Held(string UserId, byte[] Identity, TimeSpan Ends);
}
