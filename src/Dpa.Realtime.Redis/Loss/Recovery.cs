using Dpa.Realtime.Redis.Diagnostics;
using Dpa.Realtime.Redis.Entries;
using Dpa.Realtime.Redis.Feeds;
using Dpa.Realtime.Redis.Links;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Redis.Loss;

/// <summary>
/// What happens when Redis is reached, for the first time or again.
/// First the subscriptions are active again, then this node restores what it holds in a newer state than Redis, then
/// the node is notified.
/// </summary>
internal sealed class Recovery(
    RedisLink link, ChannelTable channels, SharedMarks marks, LossAlarm alarm, OfferBarrier barrier,
    Comparison comparison, NodeInbox inbox, AccessNotices notices, FeedContext context, TimeProvider time,
    TimeSpan lease, ILogger logger) : IDisposable
{
    private static readonly TimeSpan ChannelsTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SettleTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _tried = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isOpen;
    private bool _wasUnavailable;
    private long _since;
    private volatile bool _isAnyAwaited; // when it was last asked
    private Task _looking = Task.CompletedTask; // under the lock
    private Task<bool>? _nextLook; // under the lock

    /// <summary>Completes when the first attempt to reach the server has succeeded or failed.</summary>
    public Task Tried => _tried.Task;

    /// <summary>
    /// Whether producers had the time of one lease to renew theirs since Redis was last unavailable, or its clock was
    /// set forward. Before that no producer counts as lost.
    /// </summary>
    public bool MayExpire => !alarm.IsPending && time.GetElapsedTime(Interlocked.Read(ref _since)) >= lease;

    /// <summary>
    /// Whether, when Redis was last asked, another node was restoring lost data, or a node was still expected that
    /// might do so.
    /// </summary>
    private bool IsAnybodyRestoring => marks.IsRestoring || _isAnyAwaited;

    /// <summary>From now on, and until it is disposed, this node reaches the server whenever it can.</summary>
    public void Start()
    {
        link.Restored += alarm.Raise;
        link.Answered += OnAnswered;
        alarm.Raise();
        _ = Task.Run(RunAsync);
    }

    public void Dispose()
    {
        link.Restored -= alarm.Raise;
        link.Answered -= OnAnswered;
        _stop.Cancel();
    }

    /// <summary>
    /// Calls are answered again after some have failed. A run that is under way checks everything anyway; if the server
    /// was only slow, there is nothing to check.
    /// </summary>
    private void OnAnswered()
    {
        if (link.IsSlow && !alarm.IsPending)
        {
            Postpone();
            link.IsBack();
            return;
        }

        alarm.RaiseUnlessRunning();
    }

    /// <summary>
    /// Leases could not be renewed for a while, or look over though they are not: no producer counts as lost before the
    /// time of one lease has passed.
    /// </summary>
    public void Postpone() => Interlocked.Exchange(ref _since, time.GetTimestamp());

    /// <summary>
    /// Called about once a second: checks whether data or a subscription was lost while the connection stayed open.
    /// </summary>
    public async ValueTask CheckAsync()
    {
        // A run that takes longer than a second must not make another one.
        if (alarm.IsPending)
            alarm.RaiseUnlessRunning();
        else if (await LookAsync().ConfigureAwait(false) || !await channels.AllHoldAsync().ConfigureAwait(false))
            alarm.Raise();
    }

    /// <summary>Checks whether data was lost, or may have been, while the connection stayed open.</summary>
    public async ValueTask LookNowAsync()
    {
        if (await LookAsync().ConfigureAwait(false)) alarm.Raise();
    }

    /// <summary>Checks that the server takes writes, and that no data is missing; throws otherwise.</summary>
    public async ValueTask ProbeAsync()
    {
        await LookNowAsync().ConfigureAwait(false);
        if (alarm.IsPending || IsAnybodyRestoring) throw NotRestored();
    }

    /// <summary>
    /// Whether data that Redis was just found not to have is really missing: no data was lost since this node compared,
    /// and no node is restoring any. Callers that ask during a check share the next one.
    /// </summary>
    private async ValueTask<bool> IsSettledAsync()
    {
        if (alarm.IsPending) return false;
        if (!await SharedLookAsync().ConfigureAwait(false)) return !IsAnybodyRestoring && !alarm.IsPending;
        alarm.Raise();
        return false;
    }

    /// <summary>Reads, and reads once more if the missing data may be missing only for a moment.</summary>
    /// <returns>The answer, and whether the data missing in it is final.</returns>
    public async ValueTask<(T Answer, bool IsFinal)> ReadAsync<T>(Func<ValueTask<T>> read, Func<T, bool> isWhole)
    {
        var answer = await read().ConfigureAwait(false);
        if (isWhole(answer) || await IsSettledAsync().ConfigureAwait(false)) return (answer, true);
        if (!await SettlesAsync().ConfigureAwait(false)) return (answer, false);
        answer = await read().ConfigureAwait(false);
        return (answer, isWhole(answer) || await IsSettledAsync().ConfigureAwait(false));
    }

    /// <summary>
    /// Waits for it, up to a second: a connection that was lost for a moment is no reason to refuse a call.
    /// </summary>
    private async ValueTask<bool> SettlesAsync()
    {
        for (var began = time.GetTimestamp(); time.GetElapsedTime(began) < SettleTimeout;)
        {
            await Task.Delay(Look, time).ConfigureAwait(false);
            if (await IsSettledAsync().ConfigureAwait(false)) return true;
        }

        return false;
    }

    public static PipelineException NotRestored() =>
        new(
            "backplane_unavailable",
            "Redis has lost data, or was unreachable, and the nodes are restoring what they hold. Ask again in a few "
                + "seconds.",
            isRetryable: true);

    private Task<bool> SharedLookAsync()
    {
        lock (_lock) return _nextLook ??= LookAfterAsync(_looking);
    }

    private async Task<bool> LookAfterAsync(Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        lock (_lock) (_looking, _nextLook) = (_nextLook!, null);
        return await LookAsync().ConfigureAwait(false);
    }

    private async ValueTask<bool> LookAsync()
    {
        // First: a node that has arrived was among those that restore before it arrived.
        _isAnyAwaited = await barrier.IsAnyAwaitedAsync().ConfigureAwait(false);
        var (mark, primary) = await marks.LookAsync().ConfigureAwait(false);
        return mark is not null || primary is not null;
    }

    private async Task RunAsync()
    {
        while (await NextAsync().ConfigureAwait(false))
        {
            try
            {
                await ReachAsync().ConfigureAwait(false);
                alarm.Succeeded();
            }
            catch (PipelineException)
            {
                _wasUnavailable = true; // logged by the link; the next alarm, or the next second, tries again
            }
            catch (Exception e)
            {
                logger.StepFailed("recover", e);
            }

            _tried.TrySetResult();
        }
    }

    private async ValueTask<bool> NextAsync()
    {
        try
        {
            await alarm.NextRunAsync(_stop.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async ValueTask ReachAsync()
    {
        if (!_isOpen) await link.CheckVersionAsync().ConfigureAwait(false);
        await channels.ConnectedAsync().ConfigureAwait(false);
        if (!_isOpen) await inbox.OpenAsync().ConfigureAwait(false);
        var isFirst = !_isOpen;
        _isOpen = true;
        await channels.EnsureAsync().ConfigureAwait(false);
        for (
            var began = time.GetTimestamp();
            !await channels.AllHoldAsync().ConfigureAwait(false) && time.GetElapsedTime(began) < ChannelsTimeout;

        )
            await Task.Delay(Look, time).ConfigureAwait(false);
        alarm.Cover();
        await notices.CatchUpAsync().ConfigureAwait(false); // before any state is shown
        await LookAsync().ConfigureAwait(false);
        Postpone();
        var suspicion = alarm.Suspicion;
        await comparison.RunAsync(suspicion).ConfigureAwait(false);
        alarm.Compared(suspicion);
        link.IsBack();
        if (!isFirst || _wasUnavailable) context.Receiver.OnReconnected();
        _wasUnavailable = false;
    }
}
