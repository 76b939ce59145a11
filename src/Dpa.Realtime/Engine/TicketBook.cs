using System.Security.Cryptography;
using System.Text;
using Dpa.Realtime.Codecs;

namespace Dpa.Realtime.Engine;

/// <summary>
/// Keeps tickets, each under a digest: a reader of the store finds none that can be used. A user's tickets become void
/// together, when the user's mark differs from the one at their issue; the mark lives longer than any ticket. It is set
/// twice, before and after the nodes are notified. In between no ticket is issued.
/// </summary>
internal sealed class TicketBook(ITicketStore store)
{
    public static readonly TimeSpan MarkLife = TimeSpan.FromMinutes(10); // a ticket lives 5 at most

    // after this the closing node has failed, and every other node has been notified or knows that it missed messages
    public static readonly TimeSpan ClosingLimit = TimeSpan.FromSeconds(5);

    public async ValueTask IssueAsync(string ticket, string userId, ReadOnlyMemory<byte> identity, TimeSpan lifetime)
    {
        var mark = await store.MarkAsync(userId).ConfigureAwait(false);
        if (mark is { IsClosing: true })
            throw new PipelineException(
                "backplane_unavailable",
                "The user's connections are being closed on all nodes. Ask again in a few seconds.",
                isRetryable: true);
        var w = new ByteWriter();
        w.OptionalText(mark?.Name);
        w.Text(userId);
        w.Bytes(identity.Span);
        await store.WriteAsync(DigestOf(ticket), w.ToArray(), lifetime).ConfigureAwait(false);
    }

    public async ValueTask<byte[]?> RedeemAsync(string ticket)
    {
        var kept = await store.TakeAsync(DigestOf(ticket)).ConfigureAwait(false);
        if (kept is null || TryRead(kept) is not var (mark, userId, identity)) return null;
        return await store.MarkAsync(userId).ConfigureAwait(false) is { } now && now.Name != mark ? null : identity;
    }

    /// <summary>The user's tickets become void.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="notifyAsync">Notifies all nodes of the closing with this mark.</param>
    public async ValueTask CloseAsync(string userId, Func<string, ValueTask> notifyAsync)
    {
        var mark = NewMark();
        await store.VoidAsync(userId, NewMark(), isBegun: true).ConfigureAwait(false);
        await notifyAsync(mark).ConfigureAwait(false);
        await store.VoidAsync(userId, mark, isBegun: false).ConfigureAwait(false);
    }

    private static string NewMark() => Guid.NewGuid().ToString("N");

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

    private static string DigestOf(string ticket) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ticket)));
}

/// <summary>What the tickets need of a store.</summary>
internal interface ITicketStore
{
    ValueTask WriteAsync(string digest, byte[] kept, TimeSpan lifetime);

    /// <summary>Of several calls one gets it.</summary>
    ValueTask<byte[]?> TakeAsync(string digest);

    /// <summary>The mark of the last closing of the user's connections; null where there was none lately.</summary>
    ValueTask<ClosingMark?> MarkAsync(string userId);

    /// <summary>Sets it, for as long as <see cref="TicketBook.MarkLife"/>.</summary>
    ValueTask VoidAsync(string userId, string mark, bool isBegun);
}

/// <summary>Set whenever a user's connections are closed.</summary>
/// <param name="Name">Another one than any before.</param>
/// <param name="IsClosing">Whether the closing may still go on, as far as this node knows.</param>
internal readonly record struct ClosingMark(string Name, bool IsClosing);
