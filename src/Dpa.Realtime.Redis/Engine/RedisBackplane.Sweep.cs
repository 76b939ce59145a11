using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Redis.Engine;

/// <content>
/// Periodic work: finds lost producers, notifies parents that were not notified yet, removes slots that are no longer
/// needed. Redis itself deletes what has expired.
/// </content>
internal sealed partial class RedisBackplane
{
    public async ValueTask SweepAsync(CancellationToken cancellationToken)
    {
        await ReadyAsync(cancellationToken).ConfigureAwait(false);
        await _recovery.CheckAsync().ConfigureAwait(false);
        if (!_alarm.IsPending) _slots.Sweep(); // silent runs may hold states that must be restored
        _restorer.NotifyHandlers(await _loop.SettleAsync().ConfigureAwait(false));
        _restorer.NotifyHandlers(await _parents.RetryAsync().ConfigureAwait(false));
        if (!_alarm.IsPending) await _announcements.RetryAsync().ConfigureAwait(false);
        while (_recovery.MayExpire)
        {
            var (now, due) = await _watch.TakeDueAsync().ConfigureAwait(false);
            if (due.Length == 0)
                return;
            await _several.ForEachAsync(due, id => LookAtAsync(id, now)).ConfigureAwait(false);
        }
    }

    private async ValueTask LookAtAsync(string id, TimeSpan now)
    {
        var (decision, again) = await _commands.ExpireAsync(id, now).ConfigureAwait(false);
        var isCounted = true;
        _restorer.NotifyHandlers(decision.Changes);
        if (decision.Answer.State is { } state)
        {
            if (state.ParentId is null)
                await _announcements
                    .AnnounceAsync(state, decision.Answer.Transitions)
                    .ConfigureAwait(false);
            await _list.RenewAsync([state]).ConfigureAwait(false); // it may have no lease that is renewed
            // Before it leaves the list: this also completes the write of a parent whose node died after the child's.
            (var changes, isCounted) = await _parents.RecountAsync(state).ConfigureAwait(false);
            _restorer.NotifyHandlers(changes);
        }

        if (again is { } left) await _watch.SetAsync([id], left).ConfigureAwait(false);
        else if (isCounted) await _watch.RemoveAsync(id).ConfigureAwait(false); // otherwise due again after the claim
    }
}
