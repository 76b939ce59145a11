using System.Threading.Channels;
using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.Guests;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Publishing;

/// <summary>
/// Calls the application's transition handlers off the producer's path: those of one pipeline in order and one at a
/// time, those of several side by side. A handler that does not answer soon is set aside with its pipeline and goes on
/// there, so that handlers that hang do not stop the others. One owner's pipelines take at most a quarter of the places
/// set aside; further pipelines of that owner wait until one of them ends.
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
    private readonly Dictionary<string, Backlog> _waiting = new(StringComparer.Ordinal);
    // each pipeline that waits, at most once
    private readonly Channel<string> _ready = Channel.CreateUnbounded<string>();
    private readonly SemaphoreSlim _aside = new(GuestBounds.HandlersAtOnce - AtOnce);
    private readonly OwnersAside _ofOwners = new(GuestBounds.HandlersPerOwner - AtOnce);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _queued;
    private int _dropped;
    private bool _isStopped;

    public TransitionDispatcher(
        IEnumerable<IPipelineTransitionHandler> handlers, IGuestCalls guests, DpaRealtimeOptions options,
        TimeProvider time, RealtimeMetrics metrics, ILogger<TransitionDispatcher> logger)
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

    /// <summary>
    /// How many of one pipeline may wait: its handlers may hang, and are not to fill the queue of all.
    /// </summary>
    private int MostOfOne => Math.Max(1, _options.MaxQueuedTransitions / 4);

    /// <summary>Whether the queue is full: what comes now is dropped.</summary>
    public bool IsFull => Queued >= _options.MaxQueuedTransitions;

    /// <summary>Takes the transitions that a change brought, its ancestors' too.</summary>
    public void Enqueue(ApplyResult result)
    {
        if (_handlers.Length == 0)
            return;
        if (!result.Transitions.IsEmpty)
            Add(result);
        foreach (var parent in result.Parents)
            Add(new ApplyResult(ApplyStatus.Applied, parent.State, parent.Transitions));
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

    /// <summary>
    /// After every service has stopped, whatever the order of registration: their last transitions are handled, until
    /// the host's shutdown time is over.
    /// </summary>
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
        lock (_lock) left = _waiting.Values.Sum(b => b.Count);
        if (left > 0) Dropped(left, "the host's shutdown time was over");
    }

    /// <summary>
    /// Ends the workers where nobody stopped them. A handler that still goes on may use what would otherwise be
    /// disposed here.
    /// </summary>
    public void Dispose()
    {
        _stopping.Cancel();
        _ready.Writer.TryComplete();
    }

    private void Add(ApplyResult result)
    {
        var id = result.State!.Id;
        var count = result.Transitions.Length;
        string reason;
        lock (_lock)
        {
            var isFirst = !_waiting.TryGetValue(id, out var backlog);
            backlog ??= new Backlog();
            if (_isStopped) reason = "the host has stopped";
            else if (IsFull) reason = "too many wait";
            else if (backlog.Count >= MostOfOne) reason = $"too many of the pipeline '{id}' wait";
            else
            {
                Interlocked.Add(ref _queued, count);
                backlog.Add(result);
                if (!isFirst) return;
                _waiting[id] = backlog;
                _ready.Writer.TryWrite(id);
                return;
            }
        }

        Dropped(count, reason);
    }

    private async Task WorkAsync()
    {
        while (await _ready.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            if (_stopping.IsCancellationRequested) return;
            if (!_ready.Reader.TryRead(out var id)) continue;
            var owner = OwnerOf(id);
            if (_ofOwners.TryDefer(owner, id)) continue;
            var handling = HandleNextAsync(id);
            await handling
                .WaitAsync(SetAsideAfter, _time, CancellationToken.None)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (handling.IsCompleted)
            {
                Ready(_ofOwners.Next(owner));
                continue;
            }

            _ofOwners.SetAside(owner);
            await _aside.WaitAsync(CancellationToken.None).ConfigureAwait(false);
            _ = ReleaseAsync(handling, owner);
        }
    }

    private async Task ReleaseAsync(Task handling, string owner)
    {
        await handling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _aside.Release();
        Ready(_ofOwners.Release(owner));
    }

    private void Ready(string? deferred)
    {
        if (deferred is not null) _ready.Writer.TryWrite(deferred);
    }

    private string OwnerOf(string id)
    {
        lock (_lock) return _waiting[id].Owner;
    }

    /// <summary>
    /// Handles what one change of the pipeline brought; then it stands in line again, behind the others.
    /// </summary>
    private async Task HandleNextAsync(string id)
    {
        ApplyResult result;
        lock (_lock) result = _waiting[id].Take();
        var left = result.Transitions.Length;
        try
        {
            foreach (var transition in result.Transitions)
            {
                foreach (var handler in _handlers)
                    await HandleAsync(handler, result.State!, transition).ConfigureAwait(false);
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
            if (!_waiting[id].IsEmpty)
            {
                _ready.Writer.TryWrite(id);
                return;
            }

            _waiting.Remove(id);
            if (_isStopped && _waiting.Count == 0) _drained.TrySetResult();
        }
    }

    /// <summary>One handler's failure must not keep the others, or later transitions, from being handled.</summary>
    private async ValueTask HandleAsync(
        IPipelineTransitionHandler handler, PipelineState state, PipelineTransition transition)
    {
        // One that hangs keeps neither its owner's other handlers nor other owners from being called.
        var name = handler.GetType().Name;
        var call = new GuestCall(Guest.TransitionHandler, name, $"{name} {state.Owner}", state.Id);
        var answer = await _guests.CallAsync(call, async stop =>
        {
            await handler.OnTransitionAsync(state, transition, stop);
            return true;
        }, _stopping.Token).ConfigureAwait(false);
        if (!answer.IsKnown) _metrics.HandlerFailures.Add(1);
    }

    /// <summary>What one pipeline's changes brought, and no handler was called for yet.</summary>
    private sealed class Backlog
    {
        private readonly Queue<ApplyResult> _results = new();

        /// <summary>How many transitions.</summary>
        public int Count { get; private set; }

        public bool IsEmpty => _results.Count == 0;

        public string Owner => _results.Peek().State!.Owner;

        public void Add(ApplyResult result)
        {
            _results.Enqueue(result);
            Count += result.Transitions.Length;
        }

        public ApplyResult Take()
        {
            var result = _results.Dequeue();
            Count -= result.Transitions.Length;
            return result;
        }
    }

    /// <summary>Counted each time, logged once for a row of them.</summary>
    private void Dropped(int count, string reason)
    {
        _metrics.TransitionsDropped.Add(count);
        var before = Interlocked.Add(ref _dropped, count) - count;
        if (before == 0 || (before / 1000) != ((before + count) / 1000))
            _logger.TransitionsDropped(before + count, reason);
    }
}
