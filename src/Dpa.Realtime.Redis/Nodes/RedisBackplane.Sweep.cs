using System.Collections.Immutable;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Redis.Entries;

namespace Dpa.Realtime.Redis.Nodes;

/// <content>What time does: lost producers, parents that were not told, slots that nobody needs any more. Redis itself drops what has expired.</content>
internal sealed partial class RedisBackplane
{
    private readonly record struct Look(TimeSpan? Again, AcceptedChange? Lost, PipelineState? State);

    public async ValueTask SweepAsync(CancellationToken cancellationToken)
    {
        await ReadyAsync(cancellationToken).ConfigureAwait(false);
        await _recovery.CheckAsync().ConfigureAwait(false);
        if (!_recovery.IsPending) _slots.Sweep(); // what silent runs hold may be what has to be restored
        Tell(await _transactions.SettleAsync().ConfigureAwait(false));
        Tell(await _rollUps.RetryAsync().ConfigureAwait(false));
        if (!_recovery.IsPending) await AnnounceAgainAsync().ConfigureAwait(false);
        while (_recovery.MayJudge)
        {
            var (now, due) = await _watch.TakeDueAsync().ConfigureAwait(false);
            if (due.Length == 0) return;
            await Parallel.ForEachAsync(due, _several, async (id, _) => await SkippedAsync(() => LookAtAsync(id, now)).ConfigureAwait(false)).ConfigureAwait(false);
        }
    }

    private async ValueTask LookAtAsync(string id, long now)
    {
        var look = default(Look);
        await _transactions.RunAsync(
            id,
            entry =>
            {
                var (step, seen) = Judge(entry, now);
                look = seen;
                return step;
            },
            readFirst: true).ConfigureAwait(false); // leases are renewed without a new tag
        if (look.Lost is { } lost)
        {
            _context.Receiver.OnProducerLost(lost);
            if (lost.State.ParentId is null) await AnnounceAsync(lost.State, isNews: true).ConfigureAwait(false);
        }

        // Before it leaves the list: a node that died between a child's write and its parent's is made up for here.
        if (look.State is { } state) Tell(await _rollUps.TellAsync(state).ConfigureAwait(false));
        if (look.Again is { } again) await _watch.SetAsync([id], again).ConfigureAwait(false);
        else await _watch.RemoveAsync(id).ConfigureAwait(false);
    }

    private (Step Step, Look Look) Judge(Entry? entry, long now)
    {
        if (entry is null) return (Step.Only(ApplyStatus.NotFound, null), default);
        var state = entry.State;
        var nothing = Step.Only(ApplyStatus.Unchanged, entry);
        string[] lost = [.. entry.Producers.Keys.Where(t => entry.Leases.GetValueOrDefault(t).EndsAt <= now)];
        var isAlive = lost.Length < entry.Producers.Count;
        var again = isAlive ? TimeSpan.FromMilliseconds(entry.Producers.Keys.Max(t => entry.Leases.GetValueOrDefault(t).EndsAt) - now + 1) : (TimeSpan?)null;
        if (state.Status is not (PipelineStatus.Processing or PipelineStatus.Cancelling)) return (nothing, new Look(again, null, state));
        var next = lost.Length == 0 ? entry : entry with { Producers = entry.Producers.RemoveRange(lost) };
        if (isAlive) return (lost.Length == 0 ? nothing : nothing with { Next = next }, new Look(again, null, state));
        return JudgeOrphan(next, lost.Length > 0, now);
    }

    private (Step Step, Look Look) JudgeOrphan(Entry entry, bool isNew, long now)
    {
        var state = entry.State;
        var answer = new ApplyResult(ApplyStatus.Unchanged, state, []);
        if (state.ExpectedChildren is not null && LiveChildren(state) > 0) // its children carry it on
            return (new Step(answer) { Next = entry, Orphan = OrphanMark.Now }, new Look(_options.ProducerLease, null, state));
        // A lease that ran out has been waited for; one that was given up begins its time when it was given up.
        var left = entry.OrphanedAt is { } since ? _options.ProducerLease - TimeSpan.FromMilliseconds(now - since) : TimeSpan.Zero;
        if (left > TimeSpan.Zero) return (isNew ? new Step(answer) { Next = entry } : new Step(answer), new Look(left, null, state));
        var outcome = PipelineMerge.Apply(state, LostProducer.Verdict(state, _options.LostProducerStatus), _options.TransitionsKept, _time.GetUtcNow());
        var change = Accepted(outcome.State, outcome.Stage, outcome.Transitions, null);
        var step = new Step(new ApplyResult(outcome.Status, outcome.State, outcome.Transitions)) { Next = entry with { State = outcome.State }, Changes = [change], IsNodes = true };
        return (step, new Look(null, change, outcome.State));
    }

    private static int LiveChildren(PipelineState parent) =>
        parent.Children.Where(c => c.Key is not (PipelineStatus.Completed or PipelineStatus.Failed or PipelineStatus.Cancelled)).Sum(c => c.Value);

    /// <summary>Exactly one node made each of these changes, and tells its handlers.</summary>
    private void Tell(IEnumerable<AcceptedChange> changes)
    {
        foreach (var change in changes) _context.Receiver.OnProducerLost(change);
    }
}
