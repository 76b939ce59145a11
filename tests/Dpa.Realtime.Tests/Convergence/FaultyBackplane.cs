using System.Collections.Immutable;
using Dpa.Realtime.Backplane;
using Microsoft.Extensions.Options;

namespace Dpa.Realtime.Tests.Convergence;

/// <summary>The real in-memory backplane behind a network that loses and repeats what it publishes, is away for a while, and may lose all its state.</summary>
internal sealed class FaultyBackplane(TimeProvider time, DpaRealtimeOptions options) : IBackplane
{
    private readonly List<Ear> _ears = [];
    private InMemoryBackplane _inner = new(time, Options.Create(options));

    public bool IsAway { get; set; }

    public IReadOnlyList<Ear> Ears => _ears;

    public InMemoryBackplane Truth => _inner;

    public void Attach(IBackplaneReceiver receiver)
    {
        var ear = new Ear(receiver);
        _ears.Add(ear);
        _inner.Attach(ear);
    }

    /// <summary>Everything is gone, as after a flush; the nodes notice when they are connected again.</summary>
    public void LoseState()
    {
        _inner = new InMemoryBackplane(time, Options.Create(options));
        foreach (var ear in _ears) _inner.Attach(ear);
    }

    public void Reconnect()
    {
        IsAway = false;
        foreach (var ear in _ears) ear.OnReconnected();
    }

    public ValueTask<ApplyResult> StartAsync(PipelineStart start, string producerToken, CancellationToken cancellationToken) => Here().StartAsync(start, producerToken, cancellationToken);

    public ValueTask<ApplyResult> ApplyAsync(PipelineChange change, CancellationToken cancellationToken) => Here().ApplyAsync(change, cancellationToken);

    public ValueTask<ApplyResult> ResumeAsync(string pipelineId, string producerToken, bool exclusive, CancellationToken cancellationToken) => Here().ResumeAsync(pipelineId, producerToken, exclusive, cancellationToken);

    public ValueTask<ApplyResult> RestoreAsync(PipelineState held, CancellationToken cancellationToken) => Here().RestoreAsync(held, cancellationToken);

    public ValueTask<ApplyResult> ReadmitAsync(PipelineState held, string producerToken, CancellationToken cancellationToken) => Here().ReadmitAsync(held, producerToken, cancellationToken);

    public ValueTask SweepAsync(CancellationToken cancellationToken) => Here().SweepAsync(cancellationToken);

    public ValueTask<ImmutableArray<PipelineState>> ReadAsync(IReadOnlyCollection<string> pipelineIds, CancellationToken cancellationToken) => Here().ReadAsync(pipelineIds, cancellationToken);

    public ValueTask<IReadOnlyDictionary<string, PipelinePosition>> ReadPositionsAsync(IReadOnlyCollection<string> pipelineIds, CancellationToken cancellationToken) => Here().ReadPositionsAsync(pipelineIds, cancellationToken);

    public ValueTask SubscribeAsync(string pipelineId, CancellationToken cancellationToken) => Here().SubscribeAsync(pipelineId, cancellationToken);

    public ValueTask UnsubscribeAsync(string pipelineId, CancellationToken cancellationToken) => Here().UnsubscribeAsync(pipelineId, cancellationToken);

    public ValueTask<ImmutableArray<string>> ReadOwnerAsync(string owner, CancellationToken cancellationToken) => Here().ReadOwnerAsync(owner, cancellationToken);

    public ValueTask<ImmutableArray<string>> SubscribeOwnerAsync(string owner, CancellationToken cancellationToken) => Here().SubscribeOwnerAsync(owner, cancellationToken);

    public ValueTask UnsubscribeOwnerAsync(string owner, CancellationToken cancellationToken) => Here().UnsubscribeOwnerAsync(owner, cancellationToken);

    public ValueTask<bool> ControlAsync(string pipelineId, PipelineControls action, string? reason, CancellationToken cancellationToken) => Here().ControlAsync(pipelineId, action, reason, cancellationToken);

    public ValueTask RenewLeasesAsync(IReadOnlyCollection<KeyValuePair<string, string>> producers, CancellationToken cancellationToken) => Here().RenewLeasesAsync(producers, cancellationToken);

    public ValueTask ReleaseAsync(string pipelineId, string producerToken, CancellationToken cancellationToken) => Here().ReleaseAsync(pipelineId, producerToken, cancellationToken);

    public ValueTask IssueTicketAsync(
        string ticket, string userId, ReadOnlyMemory<byte> identity, TimeSpan lifetime, CancellationToken cancellationToken) =>
        Here().IssueTicketAsync(ticket, userId, identity, lifetime, cancellationToken);

    public ValueTask<byte[]?> RedeemTicketAsync(string ticket, CancellationToken cancellationToken) => Here().RedeemTicketAsync(ticket, cancellationToken);

    public ValueTask CloseUserAsync(string userId, string reason, CancellationToken cancellationToken) => Here().CloseUserAsync(userId, reason, cancellationToken);

    public ValueTask RevokeAsync(string userId, string pipelineId, CancellationToken cancellationToken) => Here().RevokeAsync(userId, pipelineId, cancellationToken);

    private InMemoryBackplane Here() => IsAway ? throw new PipelineException("backplane_unavailable", "The backplane is away.", isRetryable: true) : _inner;

    /// <summary>One node's ear, behind its own line.</summary>
    internal sealed class Ear(IBackplaneReceiver inner) : IBackplaneReceiver
    {
        private AcceptedChange? _last;

        /// <summary>How many publications are lost from now on.</summary>
        public int ToLose { get; set; }

        /// <summary>Whether each publication comes twice.</summary>
        public bool Repeats { get; set; }

        public void OnChange(AcceptedChange change)
        {
            if (ToLose > 0)
            {
                ToLose--;
                return;
            }

            inner.OnChange(change);
            if (!Repeats) return;
            inner.OnChange(change);
            if (_last is not null) inner.OnChange(_last);
            _last = change;
        }

        public void OnStarted(string owner, string pipelineId) => inner.OnStarted(owner, pipelineId);

        public bool OnControl(string pipelineId, PipelineControls action, string? reason) => inner.OnControl(pipelineId, action, reason);

        public void OnRevoked(string userId, string pipelineId) => inner.OnRevoked(userId, pipelineId);

        public void OnUserClosed(string userId, string reason) => inner.OnUserClosed(userId, reason);

        public void OnProducerLost(AcceptedChange change) => inner.OnProducerLost(change);

        public void OnReconnected() => inner.OnReconnected();
    }
}
