using System.Collections.Immutable;
using Dpa.Realtime.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.FunctionalTests.Hosting;

/// <summary>One store for several servers of this process: each is a node of its own.</summary>
internal sealed class SharedStore : IPipelineStore
{
    private readonly InMemoryPipelineStore _memory = new(TimeProvider.System);

    private int _reads;
    private int _probes;

    /// <summary>How often pipelines and lists were read, positions aside.</summary>
    public int Reads => Volatile.Read(ref _reads);

    /// <summary>How often the nodes asked for its time: about once a second.</summary>
    public int Probes => Volatile.Read(ref _probes);

    /// <summary>A node over this store.</summary>
    public Task<RealtimeServer> NodeAsync() =>
        RealtimeServer.StartAsync(build: b => b.Services.AddSingleton<IPipelineStore>(this));

    public ValueTask<ImmutableArray<StoredPipeline>> ReadAsync(
        IReadOnlyCollection<string> pipelineIds, IReadOnlyCollection<string> parts,
        CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        return _memory.ReadAsync(pipelineIds, parts, cancellationToken);
    }

    public ValueTask<IReadOnlyDictionary<string, PipelinePosition>> ReadPositionsAsync(
        IReadOnlyCollection<string> pipelineIds, CancellationToken cancellationToken) =>
        _memory.ReadPositionsAsync(pipelineIds, cancellationToken);

    public ValueTask<ImmutableArray<string>> ReadOwnerAsync(string owner, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        return _memory.ReadOwnerAsync(owner, cancellationToken);
    }

    public ValueTask<ImmutableArray<string>> ReadListAsync(
        string owner, string? before, int max, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        return _memory.ReadListAsync(owner, before, max, cancellationToken);
    }

    public ValueTask<CommitResult> CommitAsync(PipelineCommit commit, CancellationToken cancellationToken) =>
        _memory.CommitAsync(commit, cancellationToken);

    public ValueTask<ImmutableArray<string>> TakeDueAsync(int max, CancellationToken cancellationToken) =>
        _memory.TakeDueAsync(max, cancellationToken);

    public ValueTask<IAsyncDisposable> SubscribeAsync(
        string topic, Action<StoreMessage> handler, CancellationToken cancellationToken) =>
        _memory.SubscribeAsync(topic, handler, cancellationToken);

    public ValueTask PublishAsync(StoreMessage message, CancellationToken cancellationToken) =>
        _memory.PublishAsync(message, cancellationToken);

    public ValueTask WriteValueAsync(
        string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken) =>
        _memory.WriteValueAsync(key, value, lifetime, cancellationToken);

    public ValueTask<byte[]?> ReadValueAsync(string key, bool remove, CancellationToken cancellationToken) =>
        _memory.ReadValueAsync(key, remove, cancellationToken);

    public ValueTask<TimeSpan> ProbeAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _probes);
        return _memory.ProbeAsync(cancellationToken);
    }
}
