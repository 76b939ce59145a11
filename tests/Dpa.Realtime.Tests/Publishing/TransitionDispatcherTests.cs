using Dpa.Realtime.Publishing;

namespace Dpa.Realtime.Tests.Publishing;

public sealed class TransitionDispatcherTests : PublishingTest
{
    [Fact]
    public async Task Handlers_GetEachTransitionInOrderThoughOneFails()
    {
        using var failures = new CounterReading(Metrics.HandlerFailures);
        var handler = new RecordingHandler();
        using var dispatcher = new TransitionDispatcher([new FailingHandler(), handler], Metrics, Microsoft.Extensions.Logging.Abstractions.NullLogger<TransitionDispatcher>.Instance);
        var notifier = new ProgressNotifier(Backplane, Context with { Transitions = dispatcher }, new ArchiveLookup(Backplane));
        await dispatcher.StartAsync(Ct);

        await using (var run = await notifier.StartAsync(Start("p", "a"), Ct))
        {
            await (await run.StartStageAsync("a", Ct)).CompleteAsync(Ct);
            await run.CompleteAsync(Ct);
        }

        await dispatcher.StopAsync(Ct);
        Assert.Equal([1L, 2, 3], handler.Handled.Select(h => h.Transition.Number));
        Assert.Equal(3, failures.Value);
    }

    [Fact]
    public async Task Handlers_GetTheParentsTransitionsToo()
    {
        await Dispatcher.StartAsync(Ct);
        await using (await Notifier.StartAsync(new PipelineStart("batch", Owner) { Children = 1 }, Ct))
        await using (var child = await Notifier.StartAsync(new PipelineStart("p", Owner) { ParentId = "batch" }, Ct)) await child.CompleteAsync(Ct);

        await Dispatcher.StopAsync(Ct);

        Assert.Equal([("p", PipelineStatus.Completed), ("batch", PipelineStatus.Completed)], Handler.Handled.Select(h => (h.PipelineId, h.Transition.To)));
    }

    [Fact]
    public async Task Handlers_GetALostProducersEndOnce()
    {
        await Dispatcher.StartAsync(Ct);
        await StartedAsync("a");
        Time.Advance(Options.ProducerLease * 1.5);
        await Memory.SweepAsync(Ct);

        await Dispatcher.StopAsync(Ct);

        Assert.Equal([PipelineStatus.Failed], Handler.Handled.Select(h => h.Transition.To));
    }

    private sealed class FailingHandler : IPipelineTransitionHandler
    {
        public ValueTask OnTransitionAsync(PipelineState pipeline, PipelineTransition transition, CancellationToken cancellationToken) => throw new InvalidOperationException("no mail server");
    }
}
