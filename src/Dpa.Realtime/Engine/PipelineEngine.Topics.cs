using System.Collections.Immutable;
using Dpa.Realtime.Codecs;

namespace Dpa.Realtime.Engine;

/// <content>Subscriptions, owners, control, tickets, revocation.</content>
internal sealed partial class PipelineEngine
{
    public ValueTask SubscribeAsync(string pipelineId, CancellationToken cancellationToken) =>
        _feeds.AddAsync(pipelineId);

    public ValueTask UnsubscribeAsync(string pipelineId, CancellationToken cancellationToken) =>
        _feeds.RemoveAsync(pipelineId);

    public ValueTask<ImmutableArray<string>> ReadOwnerAsync(string owner, CancellationToken cancellationToken) =>
        _store.ReadOwnerAsync(owner, cancellationToken);

    public ValueTask<ImmutableArray<string>> ReadListAsync(
        string owner, string? before, int max, CancellationToken cancellationToken) =>
        _store.ReadListAsync(owner, before, max, cancellationToken);

    /// <summary>Subscribes first and reads second, so that nothing falls between.</summary>
    public async ValueTask<ImmutableArray<string>> SubscribeOwnerAsync(
        string owner, CancellationToken cancellationToken)
    {
        await ListenOwnerAsync(owner, cancellationToken).ConfigureAwait(false);
        return await _store.ReadOwnerAsync(owner, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask ListenOwnerAsync(string owner, CancellationToken cancellationToken) =>
        _feeds.AddTopicAsync(Topics.Owner(owner), OnOwner);

    public ValueTask UnsubscribeOwnerAsync(string owner, CancellationToken cancellationToken) =>
        _feeds.RemoveAsync(Topics.Owner(owner));

    public async ValueTask<bool> ControlAsync(
        string pipelineId, PipelineControls action, string? reason, CancellationToken cancellationToken)
    {
        var taken = _line.Receiver.OnControl(pipelineId, action, reason);
        return await _controls.AskOthersAsync(pipelineId, action, reason, taken).ConfigureAwait(false);
    }

    public async ValueTask IssueTicketAsync(
        string ticket, string userId, ReadOnlyMemory<byte> identity, TimeSpan lifetime,
        CancellationToken cancellationToken)
    {
        await ReadyAsync().ConfigureAwait(false);
        await _tickets.IssueAsync(ticket, userId, identity, lifetime).ConfigureAwait(false);
    }

    public ValueTask<byte[]?> RedeemTicketAsync(string ticket, CancellationToken cancellationToken) =>
        _tickets.RedeemAsync(ticket);

    public async ValueTask RevokeAsync(string userId, string pipelineId, CancellationToken cancellationToken)
    {
        _line.Receiver.OnRevoked(userId, pipelineId); // here at once, even if others are unreachable
        await _calls.NotifyAsync(NoticeKind.Revoked, userId, pipelineId).ConfigureAwait(false);
    }

    public async ValueTask CloseUserAsync(string userId, string reason, CancellationToken cancellationToken)
    {
        _line.Receiver.OnUserClosed(userId, reason);
        await ReadyAsync().ConfigureAwait(false);
        await _tickets.CloseAsync(userId, mark =>
        {
            _line.Receiver.OnUserClosedMeanwhile(userId, reason);
            _stored.Received(userId, mark);
            return _calls.NotifyAsync(NoticeKind.UserClosed, userId, reason, mark);
        }).ConfigureAwait(false);
    }

    private void OnOwner(StoreMessage message)
    {
        if (NodeCalls.Read(message) is not { Detail: { } id } notice) return;
        if (notice.Kind == NoticeKind.Started) _line.Receiver.OnStarted(notice.Subject, id);
        else if (notice.Kind == NoticeKind.StatusChanged) _line.Receiver.OnStatusChanged(notice.Subject, id);
    }
}
