using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
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
        var traceParent = Activity.Current?.Id;
        while (true)
        {
            var fresh = new PipelineEntry(PipelineMerge.Create(start, _epochs.After(null), time.GetUtcNow()));
            var entry = _entries.GetOrAdd(start.Id, fresh);
            PipelineState state;
            lock (entry.Lock)
            {
                if (entry.IsRemoved) continue;
                if (!ReferenceEquals(entry, fresh))
                {
                    if (entry.Producers.Knows(producerToken)) return new(Answer(entry, ApplyStatus.Applied)); // the first answer did not arrive
                    if (!entry.State.IsEnded) return new(Answer(entry, ApplyStatus.AlreadyLive));
                    entry.State = PipelineMerge.Create(start, _epochs.After(entry.State.Position.Epoch), time.GetUtcNow()) with { Fence = entry.State.Fence + 1 };
                    entry.Children = new RollUp();
                }

                entry.Producers.Admit(producerToken, exclusive: true, LeaseEnd());
                entry.OrphanedAt = null;
                state = entry.State;
                Publish(entry, null, [], traceParent);
                Announce(state);
            }

            return new(new ApplyResult(ApplyStatus.Applied, state, []) { Parents = TellParents(state, traceParent) });
        }
    }

    public ValueTask<ApplyResult> ApplyAsync(PipelineChange change, CancellationToken cancellationToken)
    {
        if (!_entries.TryGetValue(change.PipelineId, out var entry)) return new(NotFound);
        ApplyResult answer;
        lock (entry.Lock)
        {
            if (entry.IsRemoved) return new(NotFound);
            if (!entry.Producers.Knows(change.ProducerToken)) return new(Answer(entry, ApplyStatus.ProducerReplaced));
            if (entry.Producers.AnswerTo(change.ProducerToken, change.Sequence, entry.State) is { } before) return new(before);
            answer = Merge(entry, change);
            entry.Producers.Answered(change.ProducerToken, change.Sequence, answer, LeaseEnd());
        }

        return new(answer.Status == ApplyStatus.Applied ? WithParents(entry, change, answer) : answer);
    }

    public ValueTask<ApplyResult> ResumeAsync(string pipelineId, string producerToken, bool exclusive, CancellationToken cancellationToken)
    {
        if (!_entries.TryGetValue(pipelineId, out var entry)) return new(NotFound);
        lock (entry.Lock)
        {
            if (entry.IsRemoved) return new(NotFound);
            if (exclusive) entry.State = entry.State with { Fence = entry.State.Fence + 1 };
            Admit(entry, producerToken, exclusive);
            return new(Answer(entry, ApplyStatus.Applied));
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

    private void Admit(PipelineEntry entry, string producerToken, bool exclusive)
    {
        entry.Producers.Admit(producerToken, exclusive, LeaseEnd());
        entry.OrphanedAt = null;
    }

    private static PipelineState StateOf(PipelineEntry entry)
    {
        lock (entry.Lock) return entry.State;
    }

    private ApplyResult Merge(PipelineEntry entry, PipelineChange change)
    {
        var outcome = PipelineMerge.Apply(entry.State, change, _options.TransitionsKept, time.GetUtcNow());
        if (outcome.Status == ApplyStatus.Applied) Accept(entry, outcome, change.TraceParent);
        return new ApplyResult(outcome.Status, outcome.State, outcome.Transitions, outcome.Reason);
    }

    /// <summary>Under the pipeline's lock: stores, indexes, publishes.</summary>
    private AcceptedChange Accept(PipelineEntry entry, in MergeOutcome outcome, string? traceParent)
    {
        var wasEnded = entry.State.IsEnded;
        entry.State = outcome.State;
        var change = Publish(entry, outcome.Stage, outcome.Transitions, traceParent);
        if (outcome.State.IsEnded) _owners.Remove(outcome.State);
        else if (wasEnded) Announce(outcome.State);
        return change;
    }

    /// <summary>Under the pipeline's lock, so that receivers see versions in order.</summary>
    private AcceptedChange Publish(PipelineEntry entry, string? stage, ImmutableArray<PipelineTransition> transitions, string? traceParent)
    {
        entry.ChangedAt = time.Monotonic();
        var change = new AcceptedChange { State = entry.State, Stage = stage, Transitions = transitions, TraceParent = traceParent, AcceptedTimestamp = time.GetTimestamp() };
        foreach (var receiver in _receivers) receiver.OnChange(change);
        return change;
    }

    private ApplyResult WithParents(PipelineEntry entry, PipelineChange change, ApplyResult answer)
    {
        var parents = TellParents(answer.State!, change.TraceParent);
        if (parents.IsEmpty) return answer;
        answer = answer with { Parents = parents };
        lock (entry.Lock) entry.Producers.AnswersNow(change.ProducerToken, change.Sequence, answer); // a repeat answers the same
        return answer;
    }

    private static ApplyResult NotFound { get; } = new(ApplyStatus.NotFound, null, []);

    private static ApplyResult Answer(PipelineEntry entry, ApplyStatus status) => new(status, entry.State, []);

    private TimeSpan LeaseEnd() => time.Monotonic() + _options.ProducerLease;
}
