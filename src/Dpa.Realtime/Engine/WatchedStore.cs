using System.Collections.Immutable;

namespace Dpa.Realtime.Engine;

/// <summary>A store whose failures are counted, whichever call failed.</summary>
internal sealed class WatchedStore(IPipelineStore store) : IPipelineStore
{
    private int _failures;
    private int _gaps;

    /// <summary>The store where it is this process's own memory: never away, and asked without ceremony.</summary>
    public InMemoryPipelineStore? Memory { get; } = store as InMemoryPipelineStore;

    /// <summary>Grows with each call that failed.</summary>
    public int Failures => Volatile.Read(ref _failures);

    /// <summary>
    /// Grows when a probe or a subscription failed: then messages about access may have been missed.
    /// </summary>
    public int Gaps => Volatile.Read(ref _gaps);

    /// <summary>The store is not what it was, though no call failed.</summary>
    public void OnFailed() => Interlocked.Increment(ref _failures);

    public ValueTask<ImmutableArray<StoredPipeline>> ReadAsync(
        IReadOnlyCollection<string> pipelineIds, IReadOnlyCollection<string> parts,
        CancellationToken cancellationToken) =>
        WatchAsync(
            (pipelineIds, parts), static (s, a, ct) => s.ReadAsync(a.pipelineIds, a.parts, ct), cancellationToken);

    public ValueTask<IReadOnlyDictionary<string, PipelinePosition>> ReadPositionsAsync(
        IReadOnlyCollection<string> pipelineIds, CancellationToken cancellationToken) =>
        WatchAsync(pipelineIds, static (s, ids, ct) => s.ReadPositionsAsync(ids, ct), cancellationToken);

    public ValueTask<ImmutableArray<string>> ReadOwnerAsync(string owner, CancellationToken cancellationToken) =>
        WatchAsync(owner, static (s, owner, ct) => s.ReadOwnerAsync(owner, ct), cancellationToken);

    public ValueTask<ImmutableArray<string>> ReadListAsync(
        string owner, string? before, int max, CancellationToken cancellationToken) =>
        WatchAsync(
            (owner, before, max), static (s, a, ct) => s.ReadListAsync(a.owner, a.before, a.max, ct),
            cancellationToken);

    public ValueTask<CommitResult> CommitAsync(PipelineCommit commit, CancellationToken cancellationToken) =>
        WatchAsync(commit, static (s, commit, ct) => s.CommitAsync(commit, ct), cancellationToken);

    public ValueTask<ImmutableArray<string>> TakeDueAsync(int max, CancellationToken cancellationToken) =>
        WatchAsync(max, static (s, max, ct) => s.TakeDueAsync(max, ct), cancellationToken);

    public ValueTask<IAsyncDisposable> SubscribeAsync(
        string topic, Action<StoreMessage> handler, CancellationToken cancellationToken) =>
        WatchAsync(
            (topic, handler), static (s, a, ct) => s.SubscribeAsync(a.topic, a.handler, ct), cancellationToken,
            isGap: true);

    public async ValueTask PublishAsync(StoreMessage message, CancellationToken cancellationToken) =>
        await WatchAsync(
            message,
            static async (s, message, ct) =>
            {
                await s.PublishAsync(message, ct).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);

    public async ValueTask WriteValueAsync(
        string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken) =>
        await WatchAsync(
            (key, value, lifetime),
            static async (s, a, ct) =>
            {
                await s.WriteValueAsync(a.key, a.value, a.lifetime, ct).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);

    public ValueTask<byte[]?> ReadValueAsync(string key, bool remove, CancellationToken cancellationToken) =>
        WatchAsync((key, remove), static (s, a, ct) => s.ReadValueAsync(a.key, a.remove, ct), cancellationToken);

    public ValueTask<TimeSpan> ProbeAsync(CancellationToken cancellationToken) =>
        WatchAsync(0, static (s, _, ct) => s.ProbeAsync(ct), cancellationToken, isGap: true);

    /// <summary>A call that is over at once, as those of a store in memory are, costs nothing more.</summary>
    private ValueTask<TResult> WatchAsync<TArgument, TResult>(
        TArgument argument, Func<IPipelineStore, TArgument, CancellationToken, ValueTask<TResult>> call,
        CancellationToken cancellationToken, bool isGap = false)
    {
        try
        {
            var calling = call(store, argument, cancellationToken);
            return calling.IsCompletedSuccessfully ? calling : AwaitAsync(calling, isGap, cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            Count(isGap);
            throw;
        }
    }

    private async ValueTask<TResult> AwaitAsync<TResult>(
        ValueTask<TResult> calling, bool isGap, CancellationToken cancellationToken)
    {
        try
        {
            return await calling.ConfigureAwait(false);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            Count(isGap);
            throw;
        }
    }

    private void Count(bool isGap)
    {
        if (isGap) Interlocked.Increment(ref _gaps);
        Interlocked.Increment(ref _failures);
    }
}
