using System.Buffers.Text;
using System.Security.Cryptography;
using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Connections;

/// <summary>Gives and takes tickets. One never outlives the identity that it was given to.</summary>
internal sealed class Tickets(
    IBackplane backplane, AccessChanges changes, DpaRealtimeOptions options, TimeProvider time)
{
    private const int RandomBytes = 32;
    private const int MaxLength = 128;

    /// <returns>The ticket, and how long it may be redeemed.</returns>
    public async ValueTask<(string Ticket, TimeSpan Lifetime)> IssueAsync(
        Caller caller, CancellationToken cancellationToken)
    {
        var lifetime = options.TicketLifetime;
        if (caller.ExpiresAt is { } ends && ends - time.GetUtcNow() is var left && left < lifetime) lifetime = left;
        var ticket = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
        var identity = new TicketIdentity(caller.UserId, caller.Principal, caller.ExpiresAt).Encode();
        await backplane
            .IssueTicketAsync(ticket, caller.UserId, identity, lifetime, cancellationToken)
            .ConfigureAwait(false);
        return (ticket, lifetime);
    }

    /// <returns>The caller whom the ticket identifies, or null where it is unknown, used, expired or void.</returns>
    public async ValueTask<Caller?> RedeemAsync(string ticket, CancellationToken cancellationToken)
    {
        if (ticket.Length is 0 or > MaxLength) return null;
        var foundAt = changes.Now;
        if (await backplane.RedeemTicketAsync(ticket, cancellationToken).ConfigureAwait(false) is not { } bytes)
            return null;
        if (TicketIdentity.Decode(bytes) is not { } identity || identity.ExpiresAt <= time.GetUtcNow())
            return null;
        return new Caller(identity.UserId, identity.Principal, identity.ExpiresAt, foundAt);
    }
}
