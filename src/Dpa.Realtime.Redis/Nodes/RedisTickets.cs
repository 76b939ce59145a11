using System.Security.Cryptography;
using System.Text;
using Dpa.Realtime.Codecs;
using Dpa.Realtime.Redis.Entries;
using Dpa.Realtime.Redis.Links;
using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Nodes;

/// <summary>
/// Tickets in Redis, each under a digest: someone who reads the server's keys finds no usable ticket.
/// A user's tickets become void together, when the user's mark differs from the mark at their issue. The mark stays
/// longer than any ticket, so a missing mark means that none was set in a ticket's life. It is set twice, before and
/// after the nodes are notified: in between no ticket is issued, and a ticket issued later comes from a node that can
/// know.
/// </summary>
internal sealed class RedisTickets(RedisLink link, KeyNames keys)
{
    private const string Closing = "closing:";
    private static readonly TimeSpan MarkLife = TimeSpan.FromMinutes(10); // a ticket lives 5 at most
    // after this time the closing node counts as dead
    private static readonly TimeSpan ClosingLimit = TimeSpan.FromSeconds(5);

    public async ValueTask IssueAsync(string ticket, string userId, ReadOnlyMemory<byte> identity, TimeSpan lifetime)
    {
        var mark = await MarkAsync(userId).ConfigureAwait(false);
        if (
            mark is not null
            && mark.StartsWith(Closing, StringComparison.Ordinal)
            && await IsNewAsync(userId).ConfigureAwait(false))
            throw new PipelineException(
                "backplane_unavailable",
                "The user's connections are being closed on all nodes. Ask again in a few seconds.", isRetryable: true);
        var w = new ByteWriter();
        w.OptionalText(mark);
        w.Text(userId);
        w.Bytes(identity.Span);
        var kept = w.ToArray();
        await link.CallAsync(database => database.StringSetAsync(KeyOf(ticket), kept, lifetime)).ConfigureAwait(false);
    }

    public async ValueTask<byte[]?> RedeemAsync(string ticket)
    {
        var kept = (byte[]?)
            await link.CallAsync(database => database.StringGetDeleteAsync(KeyOf(ticket))).ConfigureAwait(false);
        if (kept is null || TryRead(kept) is not var (mark, userId, identity))
            return null;
        return await MarkAsync(userId).ConfigureAwait(false) is { } now && now != mark ? null : identity;
    }

    /// <param name="userId">The user whose tickets become void.</param>
    /// <param name="isBegun">Whether the nodes are not notified yet.</param>
    public async ValueTask VoidAsync(string userId, bool isBegun) =>
        await link.CallAsync(database =>
                database.StringSetAsync(
                    keys.Closed(userId), (isBegun ? Closing : "") + Guid.NewGuid().ToString("N"), MarkLife))
            .ConfigureAwait(false);

    private async ValueTask<bool> IsNewAsync(string userId) =>
        await link.CallAsync(database => database.KeyTimeToLiveAsync(keys.Closed(userId), CommandFlags.DemandMaster))
            .ConfigureAwait(false)
        > MarkLife - ClosingLimit;

    private async ValueTask<string?> MarkAsync(string userId) =>
        await link.CallAsync(database => database.StringGetAsync(keys.Closed(userId), CommandFlags.DemandMaster))
            .ConfigureAwait(false);

    private static (string? Mark, string UserId, byte[] Identity)? TryRead(byte[] kept)
    {
        try
        {
            var r = new ByteReader(kept);
            return (r.OptionalText(), r.Text(), r.Bytes().ToArray());
        }
        catch (InvalidDataException)
        {
            return null; // a node of another version wrote it
        }
    }

    private RedisKey KeyOf(string ticket) =>
        keys.Ticket(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ticket))));
}
