using System.Collections.Immutable;

namespace Dpa.Realtime.Tests.Convergence;

/// <summary>
/// One node's way to the store: it loses, repeats and delays messages, and is away when the store is.
/// </summary>
internal sealed class SimLine(SimStore store, SimFaults faults) : IPipelineStore
{
    private readonly Dictionary<string, ImmutableArray<Action<StoreMessage>>> _topics = new(StringComparer.Ordinal);
    private readonly Queue<StoreMessage> _delayed = new();
    private StoreMessage? _last;

    /// <summary>How many publications are lost from now on.</summary>
    public int ToLose { get; set; }

    /// <summary>Whether each publication comes twice.</summary>
    public bool Repeats { get; set; }

    /// <summary>The commits whose answer is lost, beside those that are drawn.</summary>
    public Func<PipelineCommit, bool> LosesAnswerOf { get; set; } = static _ => false;

    /// <summary>Whether messages of topics with a slash do not arrive.</summary>
    public bool IsDeaf { get; set; }

    /// <summary>What the next call is answered that takes what is due.</summary>
    public ImmutableArray<string> Due { get; set; } = [];

    /// <summary>What happens while the question for the store's time is on its way.</summary>
    public Action? BeforeProbe { get; set; }

    /// <summary>What happens while the answer with the store's time is on its way.</summary>
    public Action? AfterProbe { get; set; }

    /// <summary>How many reads of owners fail from now on.</summary>
    public int OwnersToFail { get; set; }

    public void Receive(StoreMessage message)
    {
        if (message.Topic.Contains('/', StringComparison.Ordinal))
        {
            if (!IsDeaf) Hand(message);
            return;
        }

        if (ToLose > 0)
        {
            ToLose--;
            return;
        }

        // Those of a pipeline stay in order: behind one that waits the others wait, too.
        if (_delayed.Count > 0 || faults.Delays()) _delayed.Enqueue(message);
        else Arrive(message);
    }

    /// <summary>What was delayed arrives.</summary>
    public void Deliver()
    {
        while (_delayed.TryDequeue(out var message)) Arrive(message);
    }

    public ValueTask<ImmutableArray<StoredPipeline>> ReadAsync(
        IReadOnlyCollection<string> pipelineIds, IReadOnlyCollection<string> parts, CancellationToken cancellationToken)
    {
        var there = Here();
        return new(
        [
            .. from id in pipelineIds
               let row = there.Find(id)
               where row is not null
               select Read(id, row, parts),
        ]);
    }

    public ValueTask<IReadOnlyDictionary<string, PipelinePosition>> ReadPositionsAsync(
        IReadOnlyCollection<string> pipelineIds, CancellationToken cancellationToken)
    {
        var there = Here();
        var known = pipelineIds.Where(id => there.Find(id) is not null);
        return new(known.ToDictionary(id => id, id => there.Find(id)!.Position));
    }

    public ValueTask<ImmutableArray<string>> ReadOwnerAsync(string owner, CancellationToken cancellationToken) =>
        OwnersToFail-- > 0 ? throw Unavailable() : new([.. Here().Of(owner)]);

    public ValueTask<CommitResult> CommitAsync(PipelineCommit commit, CancellationToken cancellationToken)
    {
        var there = Here();
        if (faults.Conflicts()) return new(CommitResult.Conflict);
        var result = there.Commit(commit);
        if (result == CommitResult.Written && (LosesAnswerOf(commit) || faults.LosesAnswer())) throw Unavailable();
        return new(result);
    }

    public ValueTask<ImmutableArray<string>> TakeDueAsync(int max, CancellationToken cancellationToken)
    {
        var due = Due;
        Due = [];
        return new(due);
    }

    public ValueTask<IAsyncDisposable> SubscribeAsync(
        string topic, Action<StoreMessage> handler, CancellationToken cancellationToken)
    {
        Here();
        _topics[topic] = _topics.GetValueOrDefault(topic, []).Add(handler);
        return new(new Subscription(() => _topics[topic] = _topics[topic].Remove(handler)));
    }

    public ValueTask PublishAsync(StoreMessage message, CancellationToken cancellationToken)
    {
        Here().Send(message);
        return default;
    }

    public ValueTask WriteValueAsync(
        string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        Here().Write(key, value.ToArray());
        return default;
    }

    public ValueTask<byte[]?> ReadValueAsync(
        string key, bool remove, CancellationToken cancellationToken) =>
        new(Here().Read(key, remove));

    public ValueTask<TimeSpan> ProbeAsync(CancellationToken cancellationToken)
    {
        BeforeProbe?.Invoke();
        var now = Here().Now;
        AfterProbe?.Invoke();
        return new(now);
    }

    private static StoredPipeline Read(string id, SimStore.Row row, IReadOnlyCollection<string> parts) =>
        new(id, row.Tag, row.Content)
    {
        Parts = row.Parts.Where(p => parts.Contains(p.Key)).ToDictionary(p => p.Key, p => p.Value),
    };

    private SimStore Here() => store.IsAway ? throw Unavailable() : store;

    private static PipelineException Unavailable() =>
        new("backplane_unavailable", "The store is away.", isRetryable: true);

    private void Arrive(StoreMessage message)
    {
        Hand(message);
        if (!Repeats) return;
        Hand(message);
        if (_last is not null) Hand(_last);
        _last = message;
    }

    private void Hand(StoreMessage message)
    {
        foreach (var handler in _topics.GetValueOrDefault(message.Topic, [])) handler(message);
    }

    private sealed class Subscription(Action end) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            end();
            return default;
        }
    }
}
