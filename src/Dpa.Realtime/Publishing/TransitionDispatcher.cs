using System.Threading.Channels;
using Dpa.Realtime.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Publishing;

/// <summary>
/// Calls the application's transition handlers off the producer's path: those of one pipeline in order and one at a time, those of several side by side, so that a handler that
/// is slow for one does not hold up all.
/// </summary>
internal sealed class TransitionDispatcher(IEnumerable<IPipelineTransitionHandler> handlers, RealtimeMetrics metrics, ILogger<TransitionDispatcher> logger) : BackgroundService
{
    /// <summary>How many pipelines' transitions are handled at the same time.</summary>
    public const int AtOnce = 16;

    private readonly IPipelineTransitionHandler[] _handlers = [.. handlers];
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<ApplyResult>> _waiting = new(StringComparer.Ordinal);
    private readonly Channel<string> _ready = Channel.CreateUnbounded<string>(); // each pipeline that waits or is being handled, at most once

    /// <summary>Takes the transitions that a change brought, its ancestors' too.</summary>
    public void Enqueue(ApplyResult result)
    {
        if (_handlers.Length == 0) return;
        if (!result.Transitions.IsEmpty) Add(result);
        foreach (var parent in result.Parents) Add(new ApplyResult(ApplyStatus.Applied, parent.State, parent.Transitions));
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _ready.Writer.TryComplete();
        if (ExecuteTask is { } running) await running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    // Not stopped by the token at once: what was accepted before the shutdown is still handled, until the host's patience ends.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => WorkAsync(stoppingToken)));

    private void Add(ApplyResult result)
    {
        var id = result.State!.Id;
        lock (_lock)
        {
            if (!_waiting.TryGetValue(id, out var queue))
            {
                if (!_ready.Writer.TryWrite(id)) return; // the host has stopped
                _waiting[id] = queue = new Queue<ApplyResult>();
            }

            queue.Enqueue(result);
        }
    }

    private async Task WorkAsync(CancellationToken stoppingToken)
    {
        await foreach (var id in _ready.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            do
            {
                ApplyResult result;
                lock (_lock) result = _waiting[id].Dequeue();
                foreach (var transition in result.Transitions)
                    foreach (var handler in _handlers)
                        await HandleAsync(handler, result.State!, transition, stoppingToken).ConfigureAwait(false);
            }
            while (!IsLeft(id));
        }
    }

    /// <summary>Whether the worker is done with this pipeline: nothing waits, or it stands at the end of the line again, behind the others. After a stop there is no line.</summary>
    private bool IsLeft(string id)
    {
        lock (_lock)
        {
            if (_waiting[id].Count > 0) return _ready.Writer.TryWrite(id);
            _waiting.Remove(id);
            return true;
        }
    }

    private async ValueTask HandleAsync(IPipelineTransitionHandler handler, PipelineState state, PipelineTransition transition, CancellationToken stoppingToken)
    {
        try
        {
            await handler.OnTransitionAsync(state, transition, stoppingToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // One handler's failure must not keep the others, or later transitions, from being handled.
            metrics.HandlerFailures.Add(1);
            logger.TransitionHandlerFailed(state.Id, handler.GetType().Name, e);
        }
    }
}
