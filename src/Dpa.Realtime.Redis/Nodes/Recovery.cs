using Dpa.Realtime.Redis.Diagnostics;
using Dpa.Realtime.Redis.Links;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Redis.Nodes;

/// <summary>
/// What happens when Redis is reached, at first and again: subscriptions hold, what this node holds further on is given back, then the node is told. One run at a time; what happens
/// meanwhile makes another one.
/// </summary>
internal sealed class Recovery(RedisLink link, ChannelTable channels, SharedMarks marks, Func<ValueTask> open, Func<Suspicion, ValueTask> compare, Func<ValueTask> catchUp, FeedContext context, TimeProvider time, TimeSpan lease, ILogger logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
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

    /// <summary>Ends when the server was reached, or could not be, for the first time.</summary>
    public Task Tried => _tried.Task;

    /// <summary>Whether producers have had a lease's time to come back since Redis was last away. Before that nobody is lost.</summary>
    public bool MayJudge => !_isPending && time.GetElapsedTime(Interlocked.Read(ref _since)) >= lease;

    public void Trigger()
    {
        lock (_lock)
        {
            _isPending = true;
            _again = true;
            if (_isRunning) return;
            _isRunning = true;
        }

        _ = Task.Run(RunAsync);
    }

    /// <summary>Called about once a second: was data lost, or a subscription, without a connection having been?</summary>
    public async ValueTask CheckAsync()
    {
        if (!_isPending)
        {
            if (!await LookAsync().ConfigureAwait(false) && await channels.AllHoldAsync().ConfigureAwait(false)) return;
        }

        Trigger();
    }

    /// <summary>Whether the server takes writes; throws where it does not.</summary>
    public async ValueTask ProbeAsync()
    {
        if (await LookAsync().ConfigureAwait(false)) Trigger();
    }

    /// <summary>Data may have been lost, and this generation of it is to be compared.</summary>
    public void Suspect(string generation)
    {
        lock (_lock) _suspicion = _suspicion.With(generation);
        Trigger();
    }

    private async ValueTask<bool> LookAsync()
    {
        var (mark, primary) = await marks.LookAsync().ConfigureAwait(false);
        if (mark is null && primary is null) return false;
        lock (_lock)
        {
            if (mark is not null) _suspicion = _suspicion.With(mark) with { IsCertain = true };
            if (primary is not null) _suspicion = _suspicion.With(primary);
        }

        return true;
    }

    private async Task RunAsync()
    {
        while (TakeAgain())
        {
            try
            {
                await ReachAsync().ConfigureAwait(false);
                if (!_again) _isPending = false;
            }
            catch (PipelineException)
            {
                _wasAway = true; // said by the link; the next trigger, or the next second, tries again
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
        if (!_isOpen) await open().ConfigureAwait(false);
        var isFirst = !_isOpen;
        _isOpen = true;
        await channels.EnsureAsync().ConfigureAwait(false);
        for (var began = time.GetTimestamp(); !await channels.AllHoldAsync().ConfigureAwait(false) && time.GetElapsedTime(began) < Patience;) await Task.Delay(Look, time).ConfigureAwait(false);
        await catchUp().ConfigureAwait(false); // what was said of access meanwhile comes before anything is shown
        await LookAsync().ConfigureAwait(false);
        Interlocked.Exchange(ref _since, time.GetTimestamp());
        Suspicion suspicion;
        lock (_lock) suspicion = _suspicion;
        await compare(suspicion).ConfigureAwait(false);
        lock (_lock) _suspicion = _suspicion.Without(suspicion); // kept until then: a comparison that fails is made again
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
