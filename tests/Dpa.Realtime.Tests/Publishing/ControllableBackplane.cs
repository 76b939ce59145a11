using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Tests.Publishing;

/// <summary>
/// A backplane that a test can hold up, take away, and make forget; what it lets through goes to a real one.
/// </summary>
internal sealed class ControllableBackplane(IBackplane inner) : IBackplane
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _ownGates = new(StringComparer.Ordinal);
    private TaskCompletionSource? _gate;
    private int _inFlight;
    private int _starting;
    private int _subscribed;
    private int _unsubscribed;
    private int _sweeps;

    /// <summary>The real one; replaced to make the state be lost.</summary>
    public IBackplane Inner { get; set; } = inner;

    /// <summary>Thrown before anything is applied, while set.</summary>
    public Exception? FailsWith { get; set; }

    /// <summary>Thrown after the change was applied, once: the answer was lost.</summary>
    public Exception? LosesAnswerWith { get; set; }

    /// <summary>What every owner's list has, in its order; null for what the real one has.</summary>
    public ImmutableArray<string>? ListKeys { get; set; }

    /// <summary>Every call of ApplyAsync, in order.</summary>
    public ImmutableList<PipelineChange> Tried { get; private set; } = [];

    /// <summary>Those that the real one answered, in order.</summary>
    public ImmutableList<(PipelineChange Change, ApplyResult Result)> Answered { get; private set; } = [];

    public int StartCalls { get; private set; }

    /// <summary>What every start waits for.</summary>
    public Task StartsWaitFor { get; set; } = Task.CompletedTask;

    /// <summary>The same for each call of its own; null for <see cref="StartsWaitFor"/>.</summary>
    public Func<Task>? StartWaits { get; set; }

    /// <summary>How many starts were under way at the same time at most.</summary>
    public int MostStarting { get; private set; }

    /// <summary>Of how many pipelines the position was asked for.</summary>
    public int PositionsRead { get; private set; }

    /// <summary>How often a pipeline was subscribed to.</summary>
    public int Subscribed => Volatile.Read(ref _subscribed);

    /// <summary>How often such a subscription was ended.</summary>
    public int Unsubscribed => Volatile.Read(ref _unsubscribed);

    /// <summary>How many sweeps are over.</summary>
    public int Sweeps => Volatile.Read(ref _sweeps);

    /// <summary>Whose leases each call renewed.</summary>
    public ImmutableList<IReadOnlyList<string>> Renewed { get; private set; } = [];

    public int MostInFlight { get; private set; }

    public ImmutableList<string> Released { get; private set; } = [];

    public static PipelineException Away => new("backplane_unavailable", "away", isRetryable: true);

    /// <summary>
    /// From here on a call waits until <see cref="LetGo"/>, at the latest until the answer is disposed of.
    /// </summary>
    public IDisposable Hold()
    {
        _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return new Gate(this);
    }

    /// <summary>Lets one pipeline's call go; what it calls afterwards waits again.</summary>
    public void LetGo(string pipelineId)
    {
        if (!_ownGates.TryRemove(pipelineId, out var gate))
            throw new InvalidOperationException($"No call of {pipelineId} waits.");
        gate.SetResult();
    }

    public void LetGo()
    {
        var gate = _gate;
        _gate = null;
        gate?.SetResult();
    }

    public void Attach(IBackplaneReceiver receiver) => Inner.Attach(receiver);

    public async ValueTask<ApplyResult> StartAsync(
        PipelineStart start, string producerToken, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            StartCalls++;
            MostStarting = Math.Max(MostStarting, ++_starting);
        }

        try
        {
            await (StartWaits?.Invoke() ?? StartsWaitFor);
            if (FailsWith is not null) throw FailsWith;
            var result = await Inner.StartAsync(start, producerToken, cancellationToken);
            ThrowIfAnswerIsLost();
            return result;
        }
        finally
        {
            lock (_lock) _starting--;
        }
    }

    public async ValueTask<ApplyResult> ApplyAsync(PipelineChange change, CancellationToken cancellationToken)
    {
        var own = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ownGates[change.PipelineId] = own; // one change of a run is in flight at most
        Enter(change);
        try
        {
            if (_gate is { } gate) await Task.WhenAny(gate.Task, own.Task);
            if (FailsWith is not null) throw FailsWith;
            var result = await Inner.ApplyAsync(change, cancellationToken);
            lock (_lock) Answered = Answered.Add((change, result));
            ThrowIfAnswerIsLost();
            return result;
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    public ValueTask<ApplyResult> ResumeAsync(
        string pipelineId, string producerToken, bool exclusive, CancellationToken cancellationToken
    ) => Inner.ResumeAsync(pipelineId, producerToken, exclusive, cancellationToken);

    public ValueTask<ApplyResult> RestoreAsync(PipelineState held, CancellationToken cancellationToken) =>
        Inner.RestoreAsync(held, cancellationToken);

    public ValueTask<ApplyResult> ReadmitAsync(
        PipelineState held, string producerToken, CancellationToken cancellationToken
    ) => Inner.ReadmitAsync(held, producerToken, cancellationToken);

    public async ValueTask SweepAsync(CancellationToken cancellationToken)
    {
        await Inner.SweepAsync(cancellationToken);
        Interlocked.Increment(ref _sweeps);
    }

    public ValueTask ProbeAsync(CancellationToken cancellationToken) => Inner.ProbeAsync(cancellationToken);

    public ValueTask<ImmutableArray<PipelineState>> ReadAsync(
        IReadOnlyCollection<string> pipelineIds, CancellationToken cancellationToken
    ) => Inner.ReadAsync(pipelineIds, cancellationToken);

    public ValueTask<IReadOnlyDictionary<string, PipelinePosition>> ReadPositionsAsync(
        IReadOnlyCollection<string> pipelineIds, CancellationToken cancellationToken)
    {
        PositionsRead += pipelineIds.Count;
        return Inner.ReadPositionsAsync(pipelineIds, cancellationToken);
    }

    public ValueTask SubscribeAsync(string pipelineId, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _subscribed);
        return Inner.SubscribeAsync(pipelineId, cancellationToken);
    }

    public ValueTask UnsubscribeAsync(string pipelineId, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _unsubscribed);
        return Inner.UnsubscribeAsync(pipelineId, cancellationToken);
    }

    public ValueTask<ImmutableArray<string>> ReadOwnerAsync(string owner, CancellationToken cancellationToken) =>
        Inner.ReadOwnerAsync(owner, cancellationToken);

    public ValueTask<ImmutableArray<string>> ReadListAsync(
        string owner, string? before, int max, CancellationToken cancellationToken) =>
        ListKeys is { } keys
            ? new([.. keys.Where(key => before is null || string.CompareOrdinal(key, before) < 0).Take(max)])
            : Inner.ReadListAsync(owner, before, max, cancellationToken);

    public ValueTask ListenOwnerAsync(string owner, CancellationToken cancellationToken) =>
        Inner.ListenOwnerAsync(owner, cancellationToken);

    public ValueTask<ImmutableArray<string>> SubscribeOwnerAsync(string owner, CancellationToken cancellationToken) =>
        Inner.SubscribeOwnerAsync(owner, cancellationToken);

    /// <summary>What the end of an owner's subscription waits for.</summary>
    public Task OwnerLeaves { get; set; } = Task.CompletedTask;

    public async ValueTask UnsubscribeOwnerAsync(string owner, CancellationToken cancellationToken)
    {
        await OwnerLeaves;
        await Inner.UnsubscribeOwnerAsync(owner, cancellationToken);
    }

    public ValueTask<bool> ControlAsync(
        string pipelineId, PipelineControls action, string? reason, CancellationToken cancellationToken
    ) => Inner.ControlAsync(pipelineId, action, reason, cancellationToken);

    public ValueTask RenewLeasesAsync(
        IReadOnlyCollection<KeyValuePair<string, string>> producers, CancellationToken cancellationToken)
    {
        lock (_lock) Renewed = Renewed.Add(producers.Select(static p => p.Key).ToArray());
        return Inner.RenewLeasesAsync(producers, cancellationToken);
    }

    public ValueTask ReleaseAsync(string pipelineId, string producerToken, CancellationToken cancellationToken)
    {
        if (FailsWith is not null) throw FailsWith;
        lock (_lock) Released = Released.Add(pipelineId);
        return Inner.ReleaseAsync(pipelineId, producerToken, cancellationToken);
    }

    public ValueTask IssueTicketAsync(
        string ticket, string userId, ReadOnlyMemory<byte> identity, TimeSpan lifetime,
        CancellationToken cancellationToken
    ) => Inner.IssueTicketAsync(ticket, userId, identity, lifetime, cancellationToken);

    public ValueTask<byte[]?> RedeemTicketAsync(string ticket, CancellationToken cancellationToken) =>
        Inner.RedeemTicketAsync(ticket, cancellationToken);

    public ValueTask CloseUserAsync(string userId, string reason, CancellationToken cancellationToken) =>
        Inner.CloseUserAsync(userId, reason, cancellationToken);

    public ValueTask RevokeAsync(string userId, string pipelineId, CancellationToken cancellationToken) =>
        Inner.RevokeAsync(userId, pipelineId, cancellationToken);

    private void Enter(PipelineChange change)
    {
        lock (_lock)
        {
            Tried = Tried.Add(change);
            MostInFlight = Math.Max(MostInFlight, Interlocked.Increment(ref _inFlight));
        }
    }

    [SuppressMessage("Usage", "CA2201", Justification = "Whatever the test gave.")]
    private void ThrowIfAnswerIsLost()
    {
        if (LosesAnswerWith is not { } error) return;
        LosesAnswerWith = null;
        throw error;
    }

    private sealed class Gate(ControllableBackplane backplane) : IDisposable
    {
        public void Dispose() => backplane.LetGo();
    }
}
