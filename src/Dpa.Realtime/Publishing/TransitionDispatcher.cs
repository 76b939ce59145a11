using System.Threading.Channels;
using Dpa.Realtime.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Publishing;

/// <summary>Calls the application's transition handlers, in order, off the producer's path.</summary>
internal sealed class TransitionDispatcher(IEnumerable<IPipelineTransitionHandler> handlers, RealtimeMetrics metrics, ILogger<TransitionDispatcher> logger) : BackgroundService
{
    private readonly IPipelineTransitionHandler[] _handlers = [.. handlers];
    private readonly Channel<ApplyResult> _queue = Channel.CreateUnbounded<ApplyResult>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Takes the transitions that a change brought, its ancestors' too.</summary>
    public void Enqueue(ApplyResult result)
    {
        if (_handlers.Length == 0) return;
        if (!result.Transitions.IsEmpty) _queue.Writer.TryWrite(result);
        foreach (var parent in result.Parents) _queue.Writer.TryWrite(new ApplyResult(ApplyStatus.Applied, parent.State, parent.Transitions));
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        if (ExecuteTask is { } running) await running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not stopped by the token at once: what was accepted before the shutdown is still handled, until the host's patience ends.
        await foreach (var result in _queue.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            foreach (var transition in result.Transitions)
                foreach (var handler in _handlers)
                    await HandleAsync(handler, result.State!, transition, stoppingToken).ConfigureAwait(false);
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
