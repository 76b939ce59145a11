using System.Threading.Channels;
using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.Guests;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Publishing;

/// <summary>
/// Calls the application's transition handlers off the producer's path: those of one pipeline in order and one at a time, those of several side by side.
/// A handler that does not answer soon is set aside with its pipeline and goes on there, so that handlers that hang do not stop the others.
/// </summary>
internal sealed class TransitionDispatcher : IHostedLifecycleService, IDisposable
{
    /// <summary>How many pipelines' transitions are handled at the same time, those set aside not counted.</summary>
    public const int AtOnce = 16;

    private static readonly TimeSpan SetAsideAfter = TimeSpan.FromSeconds(1);

    private readonly IPipelineTransitionHandler[] _handlers;
    private readonly IGuestCalls _guests;
    private readonly DpaRealtimeOptions _options;
    private readonly TimeProvider _time;
    private readonly RealtimeMetrics _metrics;
    private readonly ILogger<TransitionDispatcher> _logger;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<ApplyResult>> _waiting = new(StringComparer.Ordinal);
    private readonly Channel<string> _ready = Channel.CreateUnbounded<string>(); // each pipeline that waits, at most once
    private readonly SemaphoreSlim _aside = new(GuestBounds.HandlersAtOnce - AtOnce);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _queued;
    private int _dropped;
    private bool _isStopped;

    public TransitionDispatcher(
        IEnumerable<IPipelineTransitionHandler> handlers, IGuestCalls guests, DpaRealtimeOptions options, TimeProvider time, RealtimeMetrics metrics, ILogger<TransitionDispatcher> logger)
    {
        _handlers = [.. handlers];
        _guests = guests;
        _options = options;
        _time = time;
        _metrics = metrics;
        _logger = logger;
        metrics.ObserveQueuedTransitions(() => Queued);
    }

    /// <summary>How many transitions wait for the handlers.</summary>
    public long Queued => Interlocked.Read(ref _queued);

    /// <summary>Whether the queue is full: what comes now is dropped.</summary>
    public bool IsFull => Queued >= _options.MaxQueuedTransitions;

    /// <summary>Takes the transitions that a change brought, its ancestors' too.</summary>
    public void Enqueue(ApplyResult result)
    {
        if (_handlers.Length == 0) return;
        if (!result.Transitions.IsEmpty) Add(result);
        foreach (var parent in result.Parents) Add(new ApplyResult(ApplyStatus.Applied, parent.State, parent.Transitions));
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < AtOnce; i++) _ = WorkAsync();
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>After every service has stopped, whatever the order of registration: their last transitions are handled, until the host's shutdown time is over.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _isStopped = true;
            if (_waiting.Count == 0) _drained.TrySetResult();
        }

        await _drained.Task.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Dispose();
        int left;
        lock (_lock) left = _waiting.Values.Sum(q => q.Sum(r => r.Transitions.Length));
        if (left > 0) Dropped(left, "the host's shutdown time was over");
    }

    /// <summary>Ends the workers where nobody stopped them. A handler that still goes on may use what would otherwise be disposed here.</summary>
    public void Dispose()
    {
        _stopping.Cancel();
        _ready.Writer.TryComplete();
    }

    private void Add(ApplyResult result)
    {
        var id = result.State!.Id;
        var count = result.Transitions.Length;
        lock (_lock)
        {
            if (!_isStopped && !IsFull)
            {
                Interlocked.Add(ref _queued, count);
                if (_waiting.TryGetValue(id, out var queue))
                {
                    queue.Enqueue(result);
                    return;
                }

                _waiting[id] = new Queue<ApplyResult>([result]);
                _ready.Writer.TryWrite(id);
                return;
            }
        }

        Dropped(count, _isStopped ? "the host has stopped" : "too many wait");
    }

    private async Task WorkAsync()
    {
        while (await _ready.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            if (_stopping.IsCancellationRequested) return;
            if (!_ready.Reader.TryRead(out var id)) continue;
            var handling = HandleNextAsync(id);
            await handling.WaitAsync(SetAsideAfter, _time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (handling.IsCompleted) continue;
            await _aside.WaitAsync(CancellationToken.None).ConfigureAwait(false);
            _ = ReleaseAsync(handling);
        }
    }

    private async Task ReleaseAsync(Task handling)
    {
        await handling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _aside.Release();
    }

    /// <summary>Handles what one change of the pipeline brought; then it stands in line again, behind the others.</summary>
    private async Task HandleNextAsync(string id)
    {
        ApplyResult result;
        lock (_lock) result = _waiting[id].Dequeue();
        var left = result.Transitions.Length;
        try
        {
            foreach (var transition in result.Transitions)
            {
                foreach (var handler in _handlers) await HandleAsync(handler, result.State!, transition).ConfigureAwait(false);
                Interlocked.Decrement(ref _queued);
                left--;
            }
        }
        finally
        {
            Interlocked.Add(ref _queued, -left);
            Handled(id);
        }
    }

    private void Handled(string id)
    {
        lock (_lock)
        {
            if (_waiting[id].Count > 0)
            {
                _ready.Writer.TryWrite(id);
                return;
            }

            _waiting.Remove(id);
            if (_isStopped && _waiting.Count == 0) _drained.TrySetResult();
        }
    }

    /// <summary>One handler's failure must not keep the others, or later transitions, from being handled.</summary>
    private async ValueTask HandleAsync(IPipelineTransitionHandler handler, PipelineState state, PipelineTransition transition)
    {
        var call = new GuestCall(Guest.TransitionHandler, handler.GetType().Name, state.Id, state.Id);
        var answer = await _guests.CallAsync(call, async stop =>
        {
            await handler.OnTransitionAsync(state, transition, stop);
            return true;
        }, _stopping.Token).ConfigureAwait(false);
        if (!answer.IsKnown) _metrics.HandlerFailures.Add(1);
    }

    /// <summary>Counted each time, logged once for a row of them.</summary>
    private void Dropped(int count, string reason)
    {
        _metrics.TransitionsDropped.Add(count);
        var before = Interlocked.Add(ref _dropped, count) - count;
        if (before == 0 || (before / 1000) != ((before + count) / 1000)) _logger.TransitionsDropped(before + count, reason);
    }
}
