using System.Collections.Concurrent;
using System.Collections.Immutable;
using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Engine;

/// <summary>
/// The store of a single process: a commit compares and sets under the pipeline's lock. Nothing is encoded, and
/// subscribers get the same objects. Several nodes may share one (tests do).
/// </summary>
internal sealed class InMemoryPipelineStore(TimeProvider time) : IPipelineStore
{
    private static readonly TimeSpan ClaimTime = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Held> _pipelines = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ImmutableArray<Action<StoreMessage>>> _topics =
        new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (byte[] Value, TimeSpan Ends)> _values =
        new(StringComparer.Ordinal);
    private readonly OwnerIndex _owners = new();
    private readonly OwnerLists _lists = new();

    public ValueTask<ImmutableArray<StoredPipeline>> ReadAsync(
        IReadOnlyCollection<string> pipelineIds, IReadOnlyCollection<string> parts, CancellationToken cancellationToken)
    {
        var found = ImmutableArray.CreateBuilder<StoredPipeline>(pipelineIds.Count);
        foreach (var id in pipelineIds)
            if (Find(id, parts) is { } stored) found.Add(stored);
        return new(found.DrainToImmutable());
    }

    public ValueTask<IReadOnlyDictionary<string, PipelinePosition>> ReadPositionsAsync(
        IReadOnlyCollection<string> pipelineIds, CancellationToken cancellationToken)
    {
        var positions = new Dictionary<string, PipelinePosition>(StringComparer.Ordinal);
        foreach (var id in pipelineIds)
            if (Find(id, []) is { } stored) positions[id] = stored.Record.State.Position;
        return new(positions);
    }

    public ValueTask<ImmutableArray<string>> ReadOwnerAsync(string owner, CancellationToken cancellationToken) =>
        new(_owners.Of(owner));

    public ValueTask<ImmutableArray<string>> ReadListAsync(
        string owner, string? before, int max, CancellationToken cancellationToken) =>
        new(_lists.Read(owner, before, max));

    public ValueTask<CommitResult> CommitAsync(PipelineCommit commit, CancellationToken cancellationToken) =>
        new(Commit(commit.Before, commit.Next, commit.Decision, commit.DueIn, commit.RetainFor));

    /// <summary>The same for this process's own engine, which needs nothing packed up.</summary>
    public CommitResult Commit(
        StoredPipeline? before, StoredPipeline next, in Decision decision, TimeSpan? dueIn, TimeSpan? retainFor)
    {
        while (true)
        {
            if (!_pipelines.TryGetValue(next.Id, out var held))
            {
                if (before is not null) return CommitResult.Conflict;
                held = _pipelines.GetOrAdd(next.Id, static _ => new Held());
            }

            lock (held.Lock)
            {
                if (held.IsRemoved) continue;
                if (!ReferenceEquals(held.Stored?.Record, before?.Record)) return CommitResult.Conflict;
                var now = time.Monotonic();
                (held.DueAt, held.EndsAt) = (now + dueIn, now + retainFor);
                Write(held, before, next, decision);
                return CommitResult.Written;
            }
        }
    }

    public ValueTask<ImmutableArray<string>> TakeDueAsync(int max, CancellationToken cancellationToken)
    {
        var now = time.Monotonic();
        var due = ImmutableArray.CreateBuilder<string>();
        foreach (var (id, held) in _pipelines)
        {
            lock (held.Lock)
            {
                if (held.DueAt <= now && due.Count < max)
                {
                    held.DueAt = now + ClaimTime;
                    due.Add(id);
                }

                if (held.EndsAt is not { } ends || ends > now) continue;
                held.IsRemoved = true;
                if (held.Owner is { } owner) _owners.Remove(owner, id);
                if (held.Listed is { } listed) _lists.Remove(listed.Owner, ListKey.Of(listed.CreatedAt, id));
                _pipelines.TryRemove(new(id, held));
            }
        }

        foreach (var (key, value) in _values)
            if (value.Ends <= now) _values.TryRemove(new(key, value));
        return new(due.DrainToImmutable());
    }

    public ValueTask<IAsyncDisposable> SubscribeAsync(
        string topic, Action<StoreMessage> handler, CancellationToken cancellationToken)
    {
        _topics.AddOrUpdate(topic, static (_, one) => [one], static (_, all, one) => all.Add(one), handler);
        return new(new Subscription(this, topic, handler));
    }

    public ValueTask PublishAsync(StoreMessage message, CancellationToken cancellationToken)
    {
        Send(message);
        return default;
    }

    public ValueTask WriteValueAsync(
        string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        _values[key] = (value.ToArray(), time.Monotonic() + lifetime);
        return default;
    }

    public ValueTask<byte[]?> ReadValueAsync(string key, bool remove, CancellationToken cancellationToken)
    {
        var isThere = remove ? _values.TryRemove(key, out var value) : _values.TryGetValue(key, out value);
        return new(isThere && value.Ends > time.Monotonic() ? value.Value : null);
    }

    public ValueTask<TimeSpan> ProbeAsync(CancellationToken cancellationToken) => new(time.Monotonic());

    private void Send(StoreMessage message)
    {
        foreach (var handler in _topics.GetValueOrDefault(message.Topic, [])) handler(message);
    }

    /// <summary>The pipeline as it is now, with those of its parts; null where it is unknown.</summary>
    public StoredPipeline? Find(string id, IReadOnlyCollection<string> parts)
    {
        if (!_pipelines.TryGetValue(id, out var held)) return null;
        if (parts.Count == 0) return held.Stored;
        lock (held.Lock) return held.Stored is { } stored ? stored.With(held.Children, parts) : null;
    }

    /// <summary>Under the lock, so that messages go out in version order.</summary>
    private void Write(Held held, StoredPipeline? before, StoredPipeline next, in Decision decision)
    {
        if (decision.IsNewEpoch) held.Children = null;
        foreach (var (child, contribution) in decision.Children)
            (held.Children ??= new(StringComparer.Ordinal))[child] = contribution;
        held.Stored = next;
        if (decision.Changes.IsEmpty) return;
        var owner = PipelineCommit.OwnerOf(next.Record.State);
        SetOwner(held, next.Id, owner);
        SetListed(held, next.Record.State);
        Announce(before?.Record.State, next.Record.State, owner, decision);
    }

    private void Announce(PipelineState? before, PipelineState next, string? owner, in Decision decision)
    {
        var (id, first) = (next.Id, before);
        if (_topics.ContainsKey(id))
        {
            foreach (var change in decision.Changes)
            {
                Send(new StoreMessage(before, change));
                before = change.State;
            }
        }

        if (PipelineCommit.IsNewsOf(owner, decision)) Send(PipelineCommit.News(owner!, id));
        if (PipelineCommit.IsTurnOf(next, decision)) Send(PipelineCommit.Turn(next.Owner, id));
        if (PipelineCommit.LeavesList(first, next)) Send(PipelineCommit.Turn(first!.Owner, id));
    }

    private void SetOwner(Held held, string id, string? owner)
    {
        if (string.Equals(held.Owner, owner, StringComparison.Ordinal)) return;
        if (held.Owner is not null) _owners.Remove(held.Owner, id);
        if (owner is not null) _owners.Add(owner, id);
        held.Owner = owner;
    }

    /// <summary>Makes no key while the place stays.</summary>
    private void SetListed(Held held, PipelineState state)
    {
        (string, DateTimeOffset)? listed = state.ParentId is null ? (state.Owner, state.CreatedAt) : null;
        if (held.Listed == listed) return;
        if (held.Listed is { } old) _lists.Remove(old.Owner, ListKey.Of(old.CreatedAt, state.Id));
        if (listed is not null) _lists.Add(state.Owner, ListKey.Of(state)!);
        held.Listed = listed;
    }

    private void Unsubscribe(string topic, Action<StoreMessage> handler)
    {
        while (_topics.TryGetValue(topic, out var all))
        {
            var rest = all.Remove(handler);
            if (rest.IsEmpty ? _topics.TryRemove(new(topic, all)) : _topics.TryUpdate(topic, rest, all)) return;
        }
    }

    /// <summary>One pipeline; guarded by its lock.</summary>
    private sealed class Held
    {
        private volatile StoredPipeline? _stored;

        public Lock Lock { get; } = new();

        /// <summary>Null until the first commit; read without the lock. Its record's reference is its tag.</summary>
        public StoredPipeline? Stored
        {
            get => _stored;
            set => _stored = value;
        }

        public Dictionary<string, ChildContribution>? Children { get; set; }

        public string? Owner { get; set; }

        public (string Owner, DateTimeOffset CreatedAt)? Listed { get; set; }

        public TimeSpan? DueAt { get; set; }

        public TimeSpan? EndsAt { get; set; }

        /// <summary>Whoever still holds it looks again.</summary>
        public bool IsRemoved { get; set; }
    }

    private sealed class Subscription(InMemoryPipelineStore store, string topic, Action<StoreMessage> handler)
        : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            store.Unsubscribe(topic, handler);
            return default;
        }
    }
}
