using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Dpa.Realtime.Codecs;

namespace Dpa.Realtime.Engine;

/// <summary>
/// Stores tickets as small values, each under a digest: a reader of the store finds none that can be used. A user's
/// tickets become void together, when the user's mark differs from the one at their issue; the mark lives longer than
/// any ticket. It is set twice, before and after the nodes are notified. In between no ticket is issued; after that
/// only a node that has received the notification issues one, until all nodes must have received it.
/// </summary>
internal sealed class TicketBook(IPipelineStore store, StoreClock clock)
{
    private static readonly TimeSpan MarkLife = TimeSpan.FromMinutes(10); // a ticket lives 5 at most
    // after this the closing node has failed, and every other node has been notified or knows that it missed messages
    private static readonly TimeSpan ClosingLimit = TimeSpan.FromSeconds(5);
    private const int HeardToSweep = 1024;

    private readonly ConcurrentDictionary<string, (string Mark, TimeSpan Until)> _heard = new(StringComparer.Ordinal);

    public async ValueTask IssueAsync(string ticket, string userId, ReadOnlyMemory<byte> identity, TimeSpan lifetime)
    {
        var mark = await MarkAsync(userId).ConfigureAwait(false);
        if (
            mark is { } closed
            && clock.Now - closed.At < ClosingLimit
            && (closed.IsClosing || !HasHeard(userId, closed.Name)))
            throw new PipelineException(
                "backplane_unavailable",
                "The user's connections are being closed on all nodes. Ask again in a few seconds.",
                isRetryable: true);
        var w = new ByteWriter();
        w.OptionalText(mark?.Name);
        w.Text(userId);
        w.Bytes(identity.Span);
        await store.WriteValueAsync(KeyOf(ticket), w.ToArray(), lifetime, default).ConfigureAwait(false);
    }

    public async ValueTask<byte[]?> RedeemAsync(string ticket)
    {
        var kept = await store.ReadValueAsync(KeyOf(ticket), remove: true, default).ConfigureAwait(false);
        if (kept is not { } bytes || TryRead(bytes) is not var (mark, userId, identity)) return null;
        return await MarkAsync(userId).ConfigureAwait(false) is { } now && now.Name != mark ? null : identity;
    }

    /// <summary>This node has closed the user's connections, as the closing with this mark asks.</summary>
    public void Heard(string userId, string mark)
    {
        var now = clock.Now;
        _heard[userId] = (mark, now + (2 * ClosingLimit));
        if (_heard.Count < HeardToSweep) return;
        foreach (var (user, heard) in _heard)
            if (heard.Until < now) _heard.TryRemove(new(user, heard));
    }

    /// <param name="userId">Whose tickets.</param>
    /// <param name="mark">The mark; another one than any before.</param>
    /// <param name="isBegun">Whether the nodes have still to be notified.</param>
    public ValueTask VoidAsync(string userId, string mark, bool isBegun)
    {
        var w = new ByteWriter();
        w.Text(mark);
        w.Flag(isBegun);
        w.Number(clock.Now.Ticks);
        return store.WriteValueAsync("closed/" + userId, w.ToArray(), MarkLife, default);
    }

    private bool HasHeard(string userId, string mark) =>
        _heard.TryGetValue(userId, out var heard) && string.Equals(heard.Mark, mark, StringComparison.Ordinal);

    private async ValueTask<(string Name, bool IsClosing, TimeSpan At)?> MarkAsync(string userId)
    {
        var kept = await store.ReadValueAsync("closed/" + userId, remove: false, default).ConfigureAwait(false);
        if (kept is not { } bytes) return null;
        try
        {
            var r = new ByteReader(bytes);
            return (r.Text(), r.Flag(), new TimeSpan(r.Number()));
        }
        catch (InvalidDataException e)
        {
            throw CommitLoop.Unreadable(e); // refused rather than taken for none
        }
    }

    private static (string? Mark, string UserId, byte[] Identity)? TryRead(ReadOnlySpan<byte> kept)
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

    private static string KeyOf(string ticket) =>
        "ticket/" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ticket)));
}
