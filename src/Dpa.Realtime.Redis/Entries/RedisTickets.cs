using Dpa.Realtime.Engine;
using Dpa.Realtime.Redis.Links;
using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Entries;

/// <summary>
/// Tickets in Redis. How long ago a closing began shows by its mark's remaining life: by the server's clock.
/// </summary>
internal sealed class RedisTickets(RedisLink link, KeyNames keys) : ITicketStore
{
    private const string Closing = "closing:";

    public async ValueTask WriteAsync(string digest, byte[] kept, TimeSpan lifetime) =>
        await link.CallAsync(database => database.StringSetAsync(keys.Ticket(digest), kept, lifetime))
            .ConfigureAwait(false);

    public async ValueTask<byte[]?> TakeAsync(string digest) =>
        (byte[]?)await link.CallAsync(database => database.StringGetDeleteAsync(keys.Ticket(digest)))
            .ConfigureAwait(false);

    public async ValueTask<ClosingMark?> MarkAsync(string userId)
    {
        string? mark = await link
            .CallAsync(database => database.StringGetAsync(keys.Closed(userId), CommandFlags.DemandMaster))
            .ConfigureAwait(false);
        if (mark is null) return null;
        var isBegun = mark.StartsWith(Closing, StringComparison.Ordinal);
        return new(mark, isBegun && await IsNewAsync(userId).ConfigureAwait(false));
    }

    public async ValueTask VoidAsync(string userId, string mark, bool isBegun) =>
        await link.CallAsync(database =>
                database.StringSetAsync(
                    keys.Closed(userId), (isBegun ? Closing : "") + mark, TicketBook.MarkLife))
            .ConfigureAwait(false);

    private async ValueTask<bool> IsNewAsync(string userId) =>
        await link.CallAsync(database => database.KeyTimeToLiveAsync(keys.Closed(userId), CommandFlags.DemandMaster))
            .ConfigureAwait(false)
        > TicketBook.MarkLife - TicketBook.ClosingLimit;
}
