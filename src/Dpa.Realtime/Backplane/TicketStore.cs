using System.Collections.Concurrent;

namespace Dpa.Realtime.Backplane;

/// <summary>Single-use tickets in memory.</summary>
internal sealed class TicketStore(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (string UserId, TimeSpan Ends)> _tickets = new(StringComparer.Ordinal);

    public void Issue(string ticket, string userId, TimeSpan lifetime) => _tickets[ticket] = (userId, time.Monotonic() + lifetime);

    public string? Redeem(string ticket) => _tickets.TryRemove(ticket, out var held) && held.Ends > time.Monotonic() ? held.UserId : null;

    public void Sweep()
    {
        var now = time.Monotonic();
        foreach (var (ticket, held) in _tickets)
            if (held.Ends <= now) _tickets.TryRemove(ticket, out _);
    }
}
