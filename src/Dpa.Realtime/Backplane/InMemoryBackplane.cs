using System.Collections.Concurrent;
using System.Collections.Immutable;
using Dpa.Realtime.Protocol;
using Microsoft.Extensions.Options;

namespace Dpa.Realtime.Backplane;

/// <summary>The backplane of a single process: one lock a pipeline is the atomic step. Several receivers may be attached (tests run several nodes on one).</summary>
internal sealed partial class InMemoryBackplane(TimeProvider time, IOptions<DpaRealtimeOptions> options) : IBackplane
{
    private readonly DpaRealtimeOptions _options = options.Value;
    private readonly EpochSource _epochs = new(time);
    private readonly TicketStore _tickets = new(time);
    private readonly ConcurrentDictionary<string, PipelineEntry> _entries = new(StringComparer.Ordinal);
    private readonly OwnerIndex _owners = new();
    private ImmutableArray<IBackplaneReceiver> _receivers = [];

    public void Attach(IBackplaneReceiver receiver) => ImmutableInterlocked.Update(ref _receivers, static (all, one) => all.Add(one), receiver);

    public ValueTask<ApplyResult> StartAsync(PipelineStart start, string producerToken, CancellationToken cancellationToken)
    {
        while (true)
        {
            var fresh = new PipelineEntry(PipelineMerge.Create(start, _epochs.After(null), time.GetUtcNow()));
            var entry = _entries.GetOrAdd(start.Id, fresh);
            lock (entry.Lock)
            {
                if (entry.IsRemoved) continue;
                var isNew = ReferenceEquals(entry, fresh);
                if (!isNew && !entry.State.IsEnded) return new(new ApplyResult(ApplyStatus.AlreadyLive, entry.State, []));
                if (!isNew) entry.State = PipelineMerge.Create(start, _epochs.After(entry.State.Position.Epoch), time.GetUtcNow());
                entry.Producers.Admit(producerToken, exclusive: true, LeaseEnd());
                entry.OrphanedAt = null;
                Publish(entry, null, []);
                Announce(entry.State);
            }

            TellParent(entry.State);
            return new(new ApplyResult(ApplyStatus.Applied, entry.State, []));
        }
    }

    public ValueTask<ApplyResult> ApplyAsync(PipelineChange change, CancellationToken cancellationToken)
    {
        if (!_entries.TryGetValue(change.PipelineId, out var entry)) return new(NotFound);
        ApplyResult answer;
        lock (entry.Lock)
        {
            if (entry.IsRemoved) return new(NotFound);
            if (!entry.Producers.Knows(change.ProducerToken)) return new(Refusal(entry, ApplyStatus.ProducerReplaced));
            if (entry.Producers.AnswerTo(change.ProducerToken, change.Sequence, entry.State) is { } before) return new(before);
            answer = Merge(entry, change);
            entry.Producers.Answered(change.ProducerToken, change.Sequence, answer, LeaseEnd());
        }

        if (answer.Status == ApplyStatus.Applied) TellParent(answer.State!);
        return new(answer);
    }

    public ValueTask<ApplyResult> ResumeAsync(string pipelineId, string producerToken, bool exclusive, CancellationToken cancellationToken)
    {
        if (!_entries.TryGetValue(pipelineId, out var entry)) return new(NotFound);
        lock (entry.Lock)
        {
            if (entry.IsRemoved) return new(NotFound);
            entry.Producers.Admit(producerToken, exclusive, LeaseEnd());
            entry.OrphanedAt = null;
            return new(new ApplyResult(ApplyStatus.Applied, entry.State, []));
        }
    }

    public ValueTask<ApplyResult> RestoreAsync(PipelineState held, CancellationToken cancellationToken)
    {
        var continued = PipelineMerge.Continue(held, _epochs.After(held.Position.Epoch));
        var entry = _entries.GetOrAdd(held.Id, static (_, state) => new PipelineEntry(state), continued);
        lock (entry.Lock)
        {
            var stale = entry.State.Position < held.Position;
            if (stale) entry.State = continued;
            if (!stale && !ReferenceEquals(entry.State, continued)) return new(new ApplyResult(ApplyStatus.Unchanged, entry.State, []));
            entry.OrphanedAt ??= entry.Producers.IsEmpty ? time.GetUtcNow() : null;
            Publish(entry, null, []);
            Announce(entry.State);
            return new(new ApplyResult(ApplyStatus.Applied, entry.State, []));
        }
    }

    public ValueTask<ImmutableArray<PipelineState>> ReadAsync(IReadOnlyCollection<string> pipelineIds, CancellationToken cancellationToken)
    {
        var states = ImmutableArray.CreateBuilder<PipelineState>(pipelineIds.Count);
        foreach (var id in pipelineIds)
            if (_entries.TryGetValue(id, out var entry)) states.Add(StateOf(entry));
        return new(states.ToImmutable());
    }

    public ValueTask<IReadOnlyDictionary<string, PipelinePosition>> ReadPositionsAsync(IReadOnlyCollection<string> pipelineIds, CancellationToken cancellationToken)
    {
        var positions = new Dictionary<string, PipelinePosition>(StringComparer.Ordinal);
        foreach (var id in pipelineIds)
            if (_entries.TryGetValue(id, out var entry)) positions[id] = StateOf(entry).Position;
        return new(positions);
    }

    private static PipelineState StateOf(PipelineEntry entry)
    {
        lock (entry.Lock) return entry.State;
    }

    private ApplyResult Merge(PipelineEntry entry, PipelineChange change)
    {
        var outcome = PipelineMerge.Apply(entry.State, change, _options.TransitionsKept, time.GetUtcNow());
        if (outcome.Status != ApplyStatus.Applied) return new ApplyResult(outcome.Status, outcome.State, [], outcome.Reason);
        var wasEnded = entry.State.IsEnded;
        entry.State = outcome.State;
        Publish(entry, outcome.Stage, outcome.Transitions, change.TraceParent);
        if (outcome.State.IsEnded) _owners.Remove(outcome.State);
        else if (wasEnded) Announce(outcome.State);
        return new ApplyResult(ApplyStatus.Applied, outcome.State, outcome.Transitions);
    }

    /// <summary>Under the pipeline's lock, so that receivers see versions in order.</summary>
    private void Publish(PipelineEntry entry, string? stage, ImmutableArray<PipelineTransition> transitions, string? traceParent = null)
    {
        var change = new AcceptedChange { State = entry.State, Stage = stage, Transitions = transitions, TraceParent = traceParent, AcceptedTimestamp = time.GetTimestamp() };
        foreach (var receiver in _receivers) receiver.OnChange(change);
    }

    /// <summary>Tells a parent what became of its child: after the child's lock is free, so that two locks are never held at once.</summary>
    private void TellParent(PipelineState child)
    {
        if (child.ParentId is null || !_entries.TryGetValue(child.ParentId, out var parent)) return;
        lock (parent.Lock)
        {
            if (parent.IsRemoved || !parent.Children.Take(child)) return;
            if (parent.Children.Apply(parent.State, time.GetUtcNow()) is not { } next) return;
            parent.State = next;
            Publish(parent, null, []);
        }
    }

    private static ApplyResult NotFound { get; } = new(ApplyStatus.NotFound, null, []);

    private static ApplyResult Refusal(PipelineEntry entry, ApplyStatus status) => new(status, entry.State, []);

    private DateTimeOffset LeaseEnd() => time.GetUtcNow() + _options.ProducerLease;
}
