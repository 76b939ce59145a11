using Dpa.Realtime.Redis.Diagnostics;
using Dpa.Realtime.Redis.Links;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Redis.Nodes;

/// <summary>
/// What happens when Redis is reached, for the first time or again.
/// First the subscriptions are active again, then this node restores what it holds in a newer state than Redis, then
/// the node is notified. There is one recovery run at a time; an event during a run starts another run.
/// </summary>
internal sealed class Recovery(
    RedisLink link, ChannelTable channels, SharedMarks marks, Func<ValueTask> open, Func<Suspicion, ValueTask> compare,
    Func<ValueTask> catchUp, Func<ValueTask<bool>> isAnyAwaited, FeedContext context, TimeProvider time, TimeSpan lease,
    ILogger logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SettleTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _tried = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isRunning;
    private bool _again;
    private bool _isOpen;
    private bool _wasAway;
    private Suspicion _suspicion = Suspicion.None; // under the lock
    private long _since;
    private volatile bool _isPending = true;
    private volatile bool _isAnyAwaited; // when it was last asked
    private Task _looking = Task.CompletedTask; // under the lock
    private Task<bool>? _nextLook; // under the lock

    /// <summary>Completes when the first attempt to reach the server has succeeded or failed.</summary>
    public Task Tried => _tried.Task;

    /// <summary>
    /// Whether producers had the time of one lease to reconnect since Redis was last unavailable. Before that no
    /// producer counts as lost.
    /// </summary>
    public bool MayJudge => !_isPending && time.GetElapsedTime(Interlocked.Read(ref _since)) >= lease;

    /// <summary>Whether this node still has to find out, or to restore, what was lost.</summary>
    public bool IsPending => _isPending;

    /// <summary>
    /// Whether, when Redis was last asked, another node was restoring lost data, or a node was still expected that
    /// might do so.
    /// </summary>
    private bool IsAnybodyRestoring => marks.IsRestoring || _isAnyAwaited;

    public void Trigger() => Begin(again: true);

    public void TriggerUnlessRunning() => Begin(again: false);

    private void Begin(bool again)
    {
        lock (_lock)
        {
            if (_isRunning && !again) return;
            _isPending = true;
            _again = true;
            if (_isRunning) return;
            _isRunning = true;
        }

        _ = Task.Run(RunAsync);
    }

    /// <summary>
    /// Calls are answered again after some have failed. A run that is under way checks everything anyway; if the server
    /// was only slow, there is nothing to check.
    /// </summary>
    public void OnAnswered()
    {
        if (link.IsSlow && !_isPending)
        {
            Postpone();
            link.IsBack();
            return;
        }

        TriggerUnlessRunning();
    }

    /// <summary>
    /// Leases could not be renewed for a while: no producer counts as lost before the time of one lease has passed.
    /// </summary>
    private void Postpone() => Interlocked.Exchange(ref _since, time.GetTimestamp());

    /// <summary>
    /// Called about once a second: checks whether data or a subscription was lost while the connection stayed open.
    /// </summary>
    public async ValueTask CheckAsync()
    {
        // A run that takes longer than a second must not make another one.
        if (_isPending)
            TriggerUnlessRunning();
        else if (await LookAsync().ConfigureAwait(false) || !await channels.AllHoldAsync().ConfigureAwait(false))
            Trigger();
    }

    /// <summary>Checks whether data was lost, or may have been, while the connection stayed open.</summary>
    public async ValueTask LookNowAsync()
    {
        if (await LookAsync().ConfigureAwait(false)) Trigger();
    }

    /// <summary>Checks that the server takes writes, and that no data is missing; throws otherwise.</summary>
    public async ValueTask ProbeAsync()
    {
        await LookNowAsync().ConfigureAwait(false);
        if (_isPending || IsAnybodyRestoring) throw NotRestored();
    }

    /// <summary>
    /// Whether data that Redis was just found not to have is really missing: no data was lost since this node compared,
    /// and no node is restoring any. Callers that ask during a check share the next one.
    /// </summary>
    private async ValueTask<bool> IsSettledAsync()
    {
        if (_isPending) return false;
        if (!await SharedLookAsync().ConfigureAwait(false)) return !IsAnybodyRestoring && !_isPending;
        Trigger();
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

    /// <summary>Data may have been lost, and this generation of it must be compared.</summary>
    public void Suspect(string generation)
    {
        lock (_lock)
        {
            // Thousands of writes may find it at once: the first of them has started the run that compares it.
            if (_isRunning && _suspicion.Generations.Contains(generation)) return;
            _suspicion = _suspicion.With(generation);
        }

        Trigger();
    }

    private async ValueTask<bool> LookAsync()
    {
        // First: a node that has arrived was among those that restore before it arrived.
        _isAnyAwaited = await isAnyAwaited().ConfigureAwait(false);
        var (mark, primary) = await marks.LookAsync().ConfigureAwait(false);
        return mark is not null || primary is not null;
    }

    /// <summary>Called before any other caller has seen the change: from then on missing data is not final.</summary>
    public void OnNews(string? mark, string? primary)
    {
        lock (_lock)
        {
            _isPending = true;
            if (mark is not null) _suspicion = _suspicion.With(mark) with { IsCertain = true };
            if (primary is not null) _suspicion = _suspicion.With(primary);
        }
    }

    private async Task RunAsync()
    {
        while (TakeAgain())
        {
            try
            {
                await ReachAsync().ConfigureAwait(false);
                lock (_lock)
                {
                    if (!_again && _suspicion.Generations.IsEmpty) _isPending = false;
                }
            }
            catch (PipelineException)
            {
                _wasAway = true; // logged by the link; the next trigger, or the next second, tries again
            }
            catch (Exception e)
            {
                logger.StepFailed("recover", e);
            }

            _tried.TrySetResult();
        }
    }

    private async ValueTask ReachAsync()
    {
        if (!_isOpen) await link.CheckVersionAsync().ConfigureAwait(false);
        await channels.ConnectedAsync().ConfigureAwait(false);
        if (!_isOpen) await open().ConfigureAwait(false);
        var isFirst = !_isOpen;
        _isOpen = true;
        await channels.EnsureAsync().ConfigureAwait(false);
        for (
            var began = time.GetTimestamp();
            !await channels.AllHoldAsync().ConfigureAwait(false) && time.GetElapsedTime(began) < Patience;

        )
            await Task.Delay(Look, time).ConfigureAwait(false);
        lock (_lock)
            _again = false; // the steps that follow cover all triggers until now
        await catchUp().ConfigureAwait(false); // apply the notices about access before any state is shown
        await LookAsync().ConfigureAwait(false);
        Postpone();
        Suspicion suspicion;
        lock (_lock) suspicion = _suspicion;
        await compare(suspicion).ConfigureAwait(false);
        lock (_lock)
            _suspicion = _suspicion.Without(suspicion); // kept until then: a comparison that fails is repeated
        link.IsBack();
        if (!isFirst || _wasAway) context.Receiver.OnReconnected();
        _wasAway = false;
    }

    private bool TakeAgain()
    {
        lock (_lock)
        {
            var again = _isRunning = _again;
            _again = false;
            return again;
        }
    }
}
