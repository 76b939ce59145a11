using System.Collections.Immutable;
using Dpa.Realtime.Redis.Loss;
using Dpa.Realtime.Redis.Messages;

namespace Dpa.Realtime.Redis.Engine;

/// <content>Subscriptions, owners, control, tickets, revocation.</content>
internal sealed partial class RedisBackplane
{
    public async ValueTask SubscribeAsync(string pipelineId, CancellationToken cancellationToken)
    {
        await ReadyAsync(cancellationToken).ConfigureAwait(false);
        await _feeds.AddAsync(pipelineId).ConfigureAwait(false);
    }

    public ValueTask UnsubscribeAsync(string pipelineId, CancellationToken cancellationToken) =>
        _feeds.RemoveAsync(pipelineId);

    public async ValueTask<ImmutableArray<string>> ReadOwnerAsync(string owner, CancellationToken cancellationToken)
    {
        await ReadyAsync(cancellationToken).ConfigureAwait(false);
        return await WholeAsync(() => _owners.LiveAsync(owner)).ConfigureAwait(false);
    }

    public async ValueTask<ImmutableArray<string>> ReadListAsync(
        string owner, string? before, int max, CancellationToken cancellationToken)
    {
        await ReadyAsync(cancellationToken).ConfigureAwait(false);
        return await WholeAsync(() => _list.ReadAsync(owner, before, max)).ConfigureAwait(false);
    }

    public async ValueTask ListenOwnerAsync(string owner, CancellationToken cancellationToken)
    {
        await ReadyAsync(cancellationToken).ConfigureAwait(false);
        await _owners.ListenAsync(owner).ConfigureAwait(false);
    }

    public async ValueTask<ImmutableArray<string>> SubscribeOwnerAsync(
        string owner, CancellationToken cancellationToken)
    {
        await ReadyAsync(cancellationToken).ConfigureAwait(false);
        return await WholeAsync(() => _owners.SubscribeAsync(owner)).ConfigureAwait(false);
    }

    /// <summary>A list that may lack pipelines that are being restored is not an answer.</summary>
    private async ValueTask<ImmutableArray<string>> WholeAsync(Func<ValueTask<ImmutableArray<string>>> read)
    {
        var (live, isFinal) = await _recovery.ReadAsync(read, static _ => false).ConfigureAwait(false);
        return isFinal ? live : throw Recovery.NotRestored();
    }

    public ValueTask UnsubscribeOwnerAsync(string owner, CancellationToken cancellationToken) =>
        _owners.UnsubscribeAsync(owner);

    public async ValueTask<bool> ControlAsync(
        string pipelineId, PipelineControls action, string? reason, CancellationToken cancellationToken)
    {
        var taken = _context.Receiver.OnControl(pipelineId, action, reason);
        return await _controls.AskOthersAsync(pipelineId, action, reason, taken).ConfigureAwait(false);
    }

    public async ValueTask IssueTicketAsync(
        string ticket, string userId, ReadOnlyMemory<byte> identity, TimeSpan lifetime,
        CancellationToken cancellationToken)
    {
        await ReadyAsync(cancellationToken).ConfigureAwait(false);
        await _tickets.IssueAsync(ticket, userId, identity, lifetime).ConfigureAwait(false);
        // the caller may have been signed out on another node meanwhile: from here on this node knows it
        await _notices.LookNowAsync().ConfigureAwait(false);
    }

    public async ValueTask<byte[]?> RedeemTicketAsync(string ticket, CancellationToken cancellationToken)
    {
        await ReadyAsync(cancellationToken).ConfigureAwait(false);
        return await _tickets.RedeemAsync(ticket).ConfigureAwait(false);
    }

    public async ValueTask RevokeAsync(string userId, string pipelineId, CancellationToken cancellationToken)
    {
        _context.Receiver.OnRevoked(userId, pipelineId); // at once here, even if the others cannot be notified now
        await ReadyAsync(cancellationToken).ConfigureAwait(false);
        await _notices.NotifyAsync(MessageKind.Revoked, userId, pipelineId).ConfigureAwait(false);
    }

    public async ValueTask CloseUserAsync(string userId, string reason, CancellationToken cancellationToken)
    {
        _context.Receiver.OnUserClosed(userId, reason);
        await ReadyAsync(cancellationToken).ConfigureAwait(false);
        await _tickets.CloseAsync(userId, _ =>
        {
            _context.Receiver.OnUserClosedMeanwhile(userId, reason);
            return _notices.NotifyAsync(MessageKind.UserClosed, userId, reason);
        }).ConfigureAwait(false);
    }
}
