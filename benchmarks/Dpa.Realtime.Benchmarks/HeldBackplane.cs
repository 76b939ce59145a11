using System.Collections.Immutable;
using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Benchmarks;

/// <summary>
/// A backplane that accepts a pipeline and its first stage, and then never answers: what a report costs while an apply
/// is in flight.
/// </summary>
internal sealed class HeldBackplane(IBackplane inner) : IBackplane
{
    private readonly TaskCompletionSource<ApplyResult> _never = new();

    public bool IsHeld { get; set; }

    /// <summary>Whether the call that never returns has been made.</summary>
    public bool HasCall { get; private set; }

    public void Attach(IBackplaneReceiver receiver) => inner.Attach(receiver);

    public ValueTask<ApplyResult> StartAsync(
        PipelineStart start, string producerToken, CancellationToken cancellationToken
    ) => inner.StartAsync(start, producerToken, cancellationToken);

    public ValueTask<ApplyResult> ApplyAsync(PipelineChange change, CancellationToken cancellationToken)
    {
        if (!IsHeld) return inner.ApplyAsync(change, cancellationToken);
        HasCall = true;
        return new(_never.Task);
    }

    public ValueTask<ApplyResult> ResumeAsync(
        string pipelineId, string producerToken, bool exclusive, CancellationToken cancellationToken
    ) => inner.ResumeAsync(pipelineId, producerToken, exclusive, cancellationToken);

    public ValueTask<ApplyResult> RestoreAsync(PipelineState held, CancellationToken cancellationToken) =>
        inner.RestoreAsync(held, cancellationToken);

    public ValueTask<ApplyResult> ReadmitAsync(
        PipelineState held, string producerToken, CancellationToken cancellationToken
    ) => inner.ReadmitAsync(held, producerToken, cancellationToken);

    public ValueTask SweepAsync(CancellationToken cancellationToken) => inner.SweepAsync(cancellationToken);

    public ValueTask ProbeAsync(CancellationToken cancellationToken) => inner.ProbeAsync(cancellationToken);

    public ValueTask<ImmutableArray<PipelineState>> ReadAsync(
        IReadOnlyCollection<string> pipelineIds, CancellationToken cancellationToken
    ) => inner.ReadAsync(pipelineIds, cancellationToken);

    public ValueTask<IReadOnlyDictionary<string, PipelinePosition>> ReadPositionsAsync(
        IReadOnlyCollection<string> pipelineIds, CancellationToken cancellationToken
    ) => inner.ReadPositionsAsync(pipelineIds, cancellationToken);

    public ValueTask SubscribeAsync(string pipelineId, CancellationToken cancellationToken) =>
        inner.SubscribeAsync(pipelineId, cancellationToken);

    public ValueTask UnsubscribeAsync(string pipelineId, CancellationToken cancellationToken) =>
        inner.UnsubscribeAsync(pipelineId, cancellationToken);

    public ValueTask<ImmutableArray<string>> ReadOwnerAsync(string owner, CancellationToken cancellationToken) =>
        inner.ReadOwnerAsync(owner, cancellationToken);

    public ValueTask<ImmutableArray<string>> ReadListAsync(
        string owner, string? before, int max, CancellationToken cancellationToken) =>
        inner.ReadListAsync(owner, before, max, cancellationToken);

    public ValueTask ListenOwnerAsync(string owner, CancellationToken cancellationToken) =>
        inner.ListenOwnerAsync(owner, cancellationToken);

    public ValueTask<ImmutableArray<string>> SubscribeOwnerAsync(string owner, CancellationToken cancellationToken) =>
        inner.SubscribeOwnerAsync(owner, cancellationToken);

    public ValueTask UnsubscribeOwnerAsync(string owner, CancellationToken cancellationToken) =>
        inner.UnsubscribeOwnerAsync(owner, cancellationToken);

    public ValueTask<bool> ControlAsync(
        string pipelineId, PipelineControls action, string? reason, CancellationToken cancellationToken
    ) => inner.ControlAsync(pipelineId, action, reason, cancellationToken);

    public ValueTask RenewLeasesAsync(
        IReadOnlyCollection<KeyValuePair<string, string>> producers, CancellationToken cancellationToken
    ) => inner.RenewLeasesAsync(producers, cancellationToken);

    public ValueTask ReleaseAsync(string pipelineId, string producerToken, CancellationToken cancellationToken) =>
        inner.ReleaseAsync(pipelineId, producerToken, cancellationToken);

    public ValueTask IssueTicketAsync(
        string ticket, string userId, ReadOnlyMemory<byte> identity, TimeSpan lifetime,
        CancellationToken cancellationToken
    ) => inner.IssueTicketAsync(ticket, userId, identity, lifetime, cancellationToken);

    public ValueTask<byte[]?> RedeemTicketAsync(string ticket, CancellationToken cancellationToken) =>
        inner.RedeemTicketAsync(ticket, cancellationToken);

    public ValueTask CloseUserAsync(string userId, string reason, CancellationToken cancellationToken) =>
        inner.CloseUserAsync(userId, reason, cancellationToken);

    public ValueTask RevokeAsync(string userId, string pipelineId, CancellationToken cancellationToken) =>
        inner.RevokeAsync(userId, pipelineId, cancellationToken);
}
