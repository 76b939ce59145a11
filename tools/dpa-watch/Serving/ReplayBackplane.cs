extern alias server;

using System.Collections.Concurrent;
using System.Collections.Immutable;
using server::Dpa.Realtime;
using server::Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Watch.Serving;

/// <summary>Knows one pipeline, whose states come from a recording; nobody produces for it and nothing changes it.
/// </summary>
internal sealed class ReplayBackplane(PipelineState first) : IBackplane
{
    private readonly ConcurrentDictionary<string, (byte[] Identity, long Until)> _tickets = new(StringComparer.Ordinal);
    private volatile PipelineState _state = first;
    private IBackplaneReceiver? _receiver;

    public void Attach(IBackplaneReceiver receiver) => _receiver = receiver;

    /// <summary>The recording goes on.</summary>
    public void Show(AcceptedChange change)
    {
        var before = _state;
        _state = change.State;
        if (before.IsEnded && !change.State.IsEnded) _receiver?.OnStarted(change.State.Owner, change.State.Id);
        else if (before.Status != change.State.Status)
            _receiver?.OnStatusChanged(change.State.Owner, change.State.Id);
        _receiver?.OnChange(change);
    }

    public ValueTask<ImmutableArray<PipelineState>> ReadAsync(
        IReadOnlyCollection<string> pipelineIds, CancellationToken cancellationToken) =>
        new(pipelineIds.Contains(_state.Id) ? [_state] : []);

    public ValueTask<IReadOnlyDictionary<string, PipelinePosition>> ReadPositionsAsync(
        IReadOnlyCollection<string> pipelineIds, CancellationToken cancellationToken)
    {
        var state = _state;
        var positions = new Dictionary<string, PipelinePosition>(StringComparer.Ordinal);
        if (pipelineIds.Contains(state.Id)) positions[state.Id] = state.Position;
        return new(positions);
    }

    public ValueTask<ImmutableArray<string>> ReadOwnerAsync(string owner, CancellationToken cancellationToken) =>
        new(_state is { IsEnded: false, ParentId: null } state && state.Owner == owner ? [state.Id] : []);

    public ValueTask<ImmutableArray<string>> ReadListAsync(
        string owner, string? before, int max, CancellationToken cancellationToken)
    {
        var state = _state;
        var isListed = ListKey.Of(state) is { } key
            && state.Owner == owner
            && (before is null || string.CompareOrdinal(key, before) < 0);
        return new(isListed ? [ListKey.Of(state)!] : []);
    }

    public ValueTask ListenOwnerAsync(string owner, CancellationToken cancellationToken) => default;

    public ValueTask<ImmutableArray<string>> SubscribeOwnerAsync(string owner, CancellationToken cancellationToken) =>
        ReadOwnerAsync(owner, cancellationToken);

    public ValueTask UnsubscribeOwnerAsync(string owner, CancellationToken cancellationToken) => default;

    public ValueTask SubscribeAsync(string pipelineId, CancellationToken cancellationToken) => default;

    public ValueTask UnsubscribeAsync(string pipelineId, CancellationToken cancellationToken) => default;

    public ValueTask<bool> ControlAsync(
        string pipelineId, PipelineControls action, string? reason, CancellationToken cancellationToken) => new(false);

    /// <summary>An answer to a recorded question, which nobody asks now.</summary>
    public ValueTask<ApplyResult> ApplyAsync(PipelineChange change, CancellationToken cancellationToken) =>
        new(new ApplyResult(ApplyStatus.NoSuchQuestion, _state, []));

    public ValueTask<ApplyResult> StartAsync(
        PipelineStart start, string producerToken, CancellationToken cancellationToken) => Produced();

    public ValueTask<ApplyResult> ResumeAsync(
        string pipelineId, string producerToken, bool exclusive, CancellationToken cancellationToken) => Produced();

    public ValueTask<ApplyResult> ReadmitAsync(
        PipelineState held, string producerToken, CancellationToken cancellationToken) => Produced();

    public ValueTask<ApplyResult> RestoreAsync(PipelineState held, CancellationToken cancellationToken) => Produced();

    public ValueTask RenewLeasesAsync(
        IReadOnlyCollection<KeyValuePair<string, string>> producers, CancellationToken cancellationToken) => default;

    public ValueTask ReleaseAsync(string pipelineId, string producerToken, CancellationToken cancellationToken) =>
        default;

    public ValueTask SweepAsync(CancellationToken cancellationToken)
    {
        foreach (var (ticket, (_, until)) in _tickets)
            if (until < Environment.TickCount64) _tickets.TryRemove(ticket, out _);
        return default;
    }

    public ValueTask ProbeAsync(CancellationToken cancellationToken) => default;

    public ValueTask IssueTicketAsync(
        string ticket, string userId, ReadOnlyMemory<byte> identity, TimeSpan lifetime,
        CancellationToken cancellationToken)
    {
        _tickets[ticket] = (identity.ToArray(), Environment.TickCount64 + (long)lifetime.TotalMilliseconds);
        return default;
    }

    public ValueTask<byte[]?> RedeemTicketAsync(string ticket, CancellationToken cancellationToken) =>
        new(
            _tickets.TryRemove(ticket, out var kept) && kept.Until >= Environment.TickCount64
                ? kept.Identity
                : null);

    public ValueTask RevokeAsync(string userId, string pipelineId, CancellationToken cancellationToken) => default;

    public ValueTask CloseUserAsync(string userId, string reason, CancellationToken cancellationToken) => default;

    private static ValueTask<ApplyResult> Produced() =>
        throw new InvalidOperationException("A replay has no producers.");
}
