using System.Collections.Immutable;

namespace Dpa.Realtime.Backplane;

/// <content>Subscriptions, owners, control, leases, tickets, revocation. In one process every receiver hears everything, so subscribing is a promise already kept.</content>
internal sealed partial class InMemoryBackplane
{
    public ValueTask<ImmutableArray<string>> ReadOwnerAsync(string owner, CancellationToken cancellationToken) => new(_owners.Of(owner));

    public ValueTask SubscribeAsync(string pipelineId, CancellationToken cancellationToken) => default;

    public ValueTask UnsubscribeAsync(string pipelineId, CancellationToken cancellationToken) => default;

    public ValueTask<ImmutableArray<string>> SubscribeOwnerAsync(string owner, CancellationToken cancellationToken) => new(_owners.Of(owner));

    public ValueTask UnsubscribeOwnerAsync(string owner, CancellationToken cancellationToken) => default;

    public ValueTask<bool> ControlAsync(string pipelineId, PipelineControls action, string? reason, CancellationToken cancellationToken)
    {
        var taken = false;
        foreach (var receiver in _receivers) taken |= receiver.OnControl(pipelineId, action, reason);
        return new(taken);
    }

    public ValueTask RenewLeasesAsync(IReadOnlyCollection<KeyValuePair<string, string>> producers, CancellationToken cancellationToken)
    {
        foreach (var (id, token) in producers)
        {
            if (!_entries.TryGetValue(id, out var entry)) continue;
            lock (entry.Lock) entry.Producers.Renew(token, LeaseEnd());
        }

        return default;
    }

    public ValueTask ReleaseAsync(string pipelineId, string producerToken, CancellationToken cancellationToken)
    {
        if (!_entries.TryGetValue(pipelineId, out var entry)) return default;
        lock (entry.Lock)
        {
            entry.Producers.Release(producerToken);
            if (entry.Producers.IsEmpty) entry.OrphanedAt ??= time.Monotonic();
        }

        return default;
    }

    public ValueTask IssueTicketAsync(string ticket, string userId, ReadOnlyMemory<byte> identity, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        _tickets.Issue(ticket, userId, identity.ToArray(), lifetime);
        return default;
    }

    public ValueTask<byte[]?> RedeemTicketAsync(string ticket, CancellationToken cancellationToken) => new(_tickets.Redeem(ticket));

    public ValueTask CloseUserAsync(string userId, string reason, CancellationToken cancellationToken)
    {
        // In this order: whoever issues a ticket after they are void sees that the user was closed.
        foreach (var receiver in _receivers) receiver.OnUserClosed(userId, reason);
        _tickets.Void(userId);
        return default;
    }

    public ValueTask RevokeAsync(string userId, string pipelineId, CancellationToken cancellationToken)
    {
        foreach (var receiver in _receivers) receiver.OnRevoked(userId, pipelineId);
        return default;
    }

    private void Announce(PipelineState state)
    {
        if (state.ParentId is not null || state.IsEnded) return;
        _owners.Add(state);
        foreach (var receiver in _receivers) receiver.OnStarted(state.Owner, state.Id);
    }
}
