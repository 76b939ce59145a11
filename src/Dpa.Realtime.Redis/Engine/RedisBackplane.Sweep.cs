using Dpa.Realtime.Backplane;
using Dpa.Realtime.Redis.Entries;

namespace Dpa.Realtime.Redis.Engine;

/// <content>
/// Periodic work: finds lost producers, notifies parents that were not notified yet, removes slots that are no longer
/// needed. Redis itself deletes what has expired.
/// </content>
internal sealed partial class RedisBackplane
{
    private readonly record struct Look(TimeSpan? Again, AcceptedChange? Lost, PipelineState? State);

    public async ValueTask SweepAsync(CancellationToken cancellationToken)
    {
        await ReadyAsync(cancellationToken).ConfigureAwait(false);
        await _recovery.CheckAsync().ConfigureAwait(false);
        if (!_alarm.IsPending) _slots.Sweep(); // silent runs may hold states that must be restored
        _restorer.Tell(await _transactions.SettleAsync().ConfigureAwait(false));
        _restorer.Tell(await _rollUps.RetryAsync().ConfigureAwait(false));
        if (!_alarm.IsPending) await _announcements.RetryAsync().ConfigureAwait(false);
        while (_recovery.MayJudge)
        {
            var (now, due) = await _watch.TakeDueAsync().ConfigureAwait(false);
            if (due.Length == 0)
                return;
            await _several.ForEachAsync(due, id => LookAtAsync(id, now)).ConfigureAwait(false);
        }
    }

    private async ValueTask LookAtAsync(string id, long now)
    {
        var look = default(Look);
        await _transactions.RunAsync(
            id,
            entry =>
            {
                var (decision, seen) = Judge(entry, now);
                look = seen;
                return decision;
            },
            readFirst: true).ConfigureAwait(false); // leases are renewed without a new tag
        if (look.Lost is { } lost)
        {
            _context.Receiver.OnProducerLost(lost);
            if (lost.State.ParentId is null)
                await _announcements
                    .AnnounceAsync(lost.State, Decision.ReachesOrLeavesEnd(lost.Transitions))
                    .ConfigureAwait(false);
        }

        // Before it leaves the list: this also completes the write of a parent whose node died after the child's write.
        if (look.State is { } state) _restorer.Tell(await _rollUps.TellAsync(state).ConfigureAwait(false));
        if (look.Again is { } again) await _watch.SetAsync([id], again).ConfigureAwait(false);
        else await _watch.RemoveAsync(id).ConfigureAwait(false);
    }

    private (Decision Decision, Look Look) Judge(StoredEntry? entry, long now)
    {
        if (entry is null) return (Decision.Only(ApplyStatus.NotFound, null), default);
        string[] expired = [.. entry.Producers.Keys.Where(t => EndOf(entry, t) <= now)];
        var orphanedFor = entry.OrphanedAt is { } since ? TimeSpan.FromMilliseconds(now - since) : (TimeSpan?)null;
        var lease = Leasing.Judge(entry.Entry, expired, orphanedFor, _options, Now);
        var next = expired.Length < entry.Producers.Count
            ? TimeSpan.FromMilliseconds(entry.Producers.Keys.Max(t => EndOf(entry, t)) - now + 1)
            : lease.Again;
        return (lease.Decision, new Look(next, lease.Lost, lease.Lost?.State ?? entry.State));
    }

    private static long EndOf(StoredEntry entry, string token) => entry.Leases.GetValueOrDefault(token).EndsAt;
}
