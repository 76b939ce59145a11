using Dpa.Realtime.Publishing;

namespace Dpa.Realtime.Tests.Publishing;

public sealed class TransitionDispatcherTests : PublishingTest
{
    [Fact]
    public async Task Handlers_GetEachTransitionInOrderThoughOneFails()
    {
        using var failures = new CounterReading(Metrics.HandlerFailures);
        var handler = new RecordingHandler();
        using var dispatcher = NewDispatcher(new FailingHandler(), handler);
        var notifier = new ProgressNotifier(Backplane, Context with { Transitions = dispatcher }, new ArchiveLookup(Backplane));
        await dispatcher.StartAsync(Ct);

        await using (var run = await notifier.StartAsync(Start("p", "a"), Ct))
        {
            await (await run.StartStageAsync("a", Ct)).CompleteAsync(Ct);
            await run.CompleteAsync(Ct);
        }

        await dispatcher.StoppedAsync(Ct);
        Assert.Equal([1L, 2, 3], handler.Handled.Select(h => h.Transition.Number));
        Assert.Equal(3, failures.Value);
    }

    [Fact]
    public async Task Handlers_GetTheParentsTransitionsToo()
    {
        await Dispatcher.StartAsync(Ct);
        await using (await Notifier.StartAsync(new PipelineStart("batch", Owner) { Children = 1 }, Ct))
        await using (var child = await Notifier.StartAsync(new PipelineStart("p", Owner) { ParentId = "batch" }, Ct)) await child.CompleteAsync(Ct);

        await Dispatcher.StoppedAsync(Ct);

        Assert.Equal([("batch", PipelineStatus.Completed), ("p", PipelineStatus.Completed)], Handler.Handled.Select(h => (h.PipelineId, h.Transition.To)).Order()); // side by side
    }

    [Fact]
    public async Task Handlers_GetALostProducersEndOnce()
    {
        await Dispatcher.StartAsync(Ct);
        await StartedAsync("a");
        Time.Advance(Options.ProducerLease * 1.5);
        await Memory.SweepAsync(Ct);

        await Dispatcher.StoppedAsync(Ct);

        Assert.Equal([PipelineStatus.Failed], Handler.Handled.Select(h => h.Transition.To));
    }

    [Fact]
    public async Task Handlers_ThatAreSlowForOnePipeline_DoNotHoldUpAnother()
    {
        var slow = new SlowHandler("slow");
        using var dispatcher = NewDispatcher(slow);
        var notifier = new ProgressNotifier(Backplane, Context with { Transitions = dispatcher }, new ArchiveLookup(Backplane));
        await dispatcher.StartAsync(Ct);

        foreach (var id in new[] { "slow", "quick" })
        {
            await using var run = await notifier.StartAsync(Start(id, "a"), Ct);
            await (await run.StartStageAsync("a", Ct)).CompleteAsync(Ct);
            await run.CompleteAsync(Ct);
        }

        await slow.QuickDone.Task.WaitAsync(TimeSpan.FromSeconds(20), Ct); // while the first transition of the other is still being handled
        Assert.Equal(0, slow.Of("slow"));
        slow.Gate.SetResult();
        await dispatcher.StoppedAsync(Ct); // and what waits is still handled
        Assert.Equal(3, slow.Of("slow"));
    }

    /// <summary>Waits at its gate for one pipeline.</summary>
    private sealed class SlowHandler(string id) : IPipelineTransitionHandler
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<(string Id, long Number)> _handled = new();

        public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource QuickDone { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>How many of a pipeline were handled; that they came in order is checked on the way.</summary>
        public long Of(string pipeline)
        {
            var numbers = _handled.Where(h => h.Id == pipeline).Select(h => h.Number).ToArray();
            Assert.Equal(Enumerable.Range(1, numbers.Length).Select(n => (long)n), numbers);
            return numbers.Length;
        }

        public async ValueTask OnTransitionAsync(PipelineState pipeline, PipelineTransition transition, CancellationToken cancellationToken)
        {
            if (pipeline.Id == id) await Gate.Task;
            _handled.Enqueue((pipeline.Id, transition.Number));
            if (pipeline.Id != id && transition.Number == 3) QuickDone.SetResult();
        }
    }

    private sealed class FailingHandler : IPipelineTransitionHandler
    {
        public ValueTask OnTransitionAsync(PipelineState pipeline, PipelineTransition transition, CancellationToken cancellationToken) => throw new InvalidOperationException("no mail server");
    }
}
