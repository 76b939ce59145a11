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
        var settled = await _loop.SettleAsync().ConfigureAwait(false);
        _restorer.NotifyHandlers(settled);
        foreach (var change in settled) await AnnounceSettledAsync(change).ConfigureAwait(false);
        var counted = await _parents.RetryAsync().ConfigureAwait(false);
        _restorer.NotifyHandlers(counted);
        await _announcements.AnnounceAncestorsAsync(counted).ConfigureAwait(false);
        if (!_alarm.IsPending) await _announcements.RetryAsync().ConfigureAwait(false);
        // The clock is read by every sweep, so that no step of it is missed.
        if (!_recovery.MayExpire && !_alarm.IsPending) await ReadClockAsync().ConfigureAwait(false);
        while (_recovery.MayExpire)
        {
            var asked = _time.Monotonic();
            var (now, due) = await _watch.TakeDueAsync().ConfigureAwait(false);
            // Those that were taken are due again after the claim.
            if (IsStepped(now, asked) || due.Length == 0) return;
            await _several.ForEachAsync(due, id => LookAtAsync(id, now)).ConfigureAwait(false);
        }
    }

    /// <summary>As the pipeline is now: it may have gone on since.</summary>
    private async ValueTask AnnounceSettledAsync(AcceptedChange change)
    {
        if (
            change.State.ParentId is null
            && await _loop.FindAsync(change.State.Id).ConfigureAwait(false) is { Record.State: { ParentId: null } now })
            await _announcements.AnnounceAsync(now, change.Transitions).ConfigureAwait(false);
    }

    private async ValueTask ReadClockAsync()
    {
        var asked = _time.Monotonic();
        IsStepped(await _watch.ReadTimeAsync().ConfigureAwait(false), asked);
    }

    /// <summary>
    /// Whether the server's clock was set forward: leases look over that are not, so producers get the time to renew
    /// them.
    /// </summary>
    private bool IsStepped(TimeSpan now, TimeSpan asked)
    {
        if (!_steps.IsForward(now, asked, _time.Monotonic())) return false;
        _recovery.Postpone();
        return true;
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
            await _announcements.AnnounceAncestorsAsync(changes).ConfigureAwait(false);
        }

        if (again is { } left) await _watch.SetAsync([id], left).ConfigureAwait(false);
        else if (isCounted) await _watch.RemoveAsync(id).ConfigureAwait(false); // otherwise due again after the claim
    }
}
