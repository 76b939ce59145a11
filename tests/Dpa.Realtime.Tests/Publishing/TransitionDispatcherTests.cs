using Dpa.Realtime.Guests;
using Dpa.Realtime.Publishing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dpa.Realtime.Tests.Publishing;

public sealed class TransitionDispatcherTests : PublishingTest
{
    [Fact]
    public async Task Handlers_GetEachTransitionInOrderThoughOneFails()
    {
        using var failures = new CounterReading(Metrics.HandlerFailures);
        var handler = new RecordingHandler();
        using var dispatcher = NewDispatcher(new FailingHandler(), handler);
        var notifier = new ProgressNotifier(
            Backplane, Context with
            {
                Transitions = dispatcher,
            },
            new ArchiveLookup(Backplane, Guests));
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

    /// <summary>
    /// Whatever throws where a handler is called: the pipeline's next transitions are handled, and nothing counts as
    /// waiting.
    /// </summary>
    [Fact]
    public async Task Call_ThatThrowsAroundTheHandler_KeepsNothingWaiting()
    {
        var handler = new RecordingHandler();
        using var dispatcher = new TransitionDispatcher(
            [handler],
            new ThrowingOnce(Guests), Options, TimeProvider.System, Metrics, NullLogger<TransitionDispatcher>.Instance);
        var notifier = new ProgressNotifier(
            Backplane, Context with
            {
                Transitions = dispatcher,
            },
            new ArchiveLookup(Backplane, Guests));
        await using (var run = await notifier.StartAsync(Start("p", "a"), Ct))
        {
            await (await run.StartStageAsync("a", Ct)).CompleteAsync(Ct);
            await run.CompleteAsync(Ct);
        }

        await dispatcher.StartAsync(Ct);
        await dispatcher.StoppedAsync(Ct).WaitAsync(TimeSpan.FromSeconds(30), Ct);

        Assert.Equal(0, dispatcher.Queued);
        Assert.Equal([2L, 3], handler.Handled.Select(h => h.Transition.Number));
    }

    [Fact]
    public async Task Handlers_GetTheParentsTransitionsToo()
    {
        await Dispatcher.StartAsync(Ct);
        await using (await Notifier.StartAsync(new PipelineStart("batch", Owner) { Children = 1 }, Ct))
        await using (var child = await Notifier.StartAsync(new PipelineStart("p", Owner) { ParentId = "batch" }, Ct))
            await child.CompleteAsync(Ct);

        await Dispatcher.StoppedAsync(Ct);

        Assert.Equal(
            [("batch", PipelineStatus.Completed), ("p", PipelineStatus.Completed)],
            Handler.Handled.Select(h => (h.PipelineId, h.Transition.To)).Order()); // side by side
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
    public async Task Handler_ThatHangs_IsCancelledAtItsLimitAndTheNextTransitionIsHandled()
    {
        Options.TransitionHandlerTimeout = TimeSpan.FromMilliseconds(50);
        using var failures = new CounterReading(Metrics.HandlerFailures);
        var hanging = new HangingHandler(_ => true);
        using var dispatcher = new TransitionDispatcher(
            [hanging, Handler],
            NewGuests(), Options, TimeProvider.System, Metrics, NullLogger<TransitionDispatcher>.Instance);
        await dispatcher.StartAsync(Ct);

        dispatcher.Enqueue(Result("p"));

        await UntilAsync(() => Handler.Handled.Count == 1); // the second handler
        Assert.Equal(1, failures.Value);
        await UntilAsync(() => hanging.Tokens.Single().IsCancellationRequested); // on a thread of its own
        hanging.LetGo();
    }

    /// <summary>
    /// A service that was registered before the library stops after it: its last transition is handled all the same.
    /// </summary>
    [Fact]
    public async Task Transition_AfterTheDispatchersOwnStop_IsHandled()
    {
        await Dispatcher.StartAsync(Ct);
        await Dispatcher.StoppingAsync(Ct);
        await Dispatcher.StopAsync(Ct);
        Dispatcher.Enqueue(Result("p"));

        await Dispatcher.StoppedAsync(Ct);

        Assert.Equal(["p"], Handler.Handled.Select(h => h.PipelineId));
    }

    [Fact]
    public async Task Queue_ThatIsFull_DropsCountsAndLogsWhatComes()
    {
        Options.MaxQueuedTransitions = 3;
        using var dropped = new CounterReading(Metrics.TransitionsDropped);
        var log = new RecordingLoggerOf<TransitionDispatcher>();
        using var dispatcher = new TransitionDispatcher([Handler], Guests, Options, TimeProvider.System, Metrics, log);
        for (var i = 0; i < 5; i++) dispatcher.Enqueue(Result($"p{i}"));

        Assert.True(dispatcher.IsFull);
        Assert.Equal(2, dropped.Value);
        var (id, text) = Assert.Single(log.Lines); // of both, and of the next thousand
        Assert.Equal(65, id);
        Assert.Contains("too many wait", text, StringComparison.Ordinal);
        await dispatcher.StartAsync(Ct);
        await dispatcher.StoppedAsync(Ct);
        Assert.Equal(["p0", "p1", "p2"], Handler.Handled.Select(h => h.PipelineId).Order());
    }

    [Fact]
    public async Task Stop_WhoseTimeIsOver_CountsWhatIsNotHandled()
    {
        using var dropped = new CounterReading(Metrics.TransitionsDropped);
        var hanging = new HangingHandler(_ => true);
        using var dispatcher = NewDispatcher(hanging);
        await dispatcher.StartAsync(Ct);
        dispatcher.Enqueue(Result("p"));
        dispatcher.Enqueue(Result("p"));
        await UntilAsync(() => hanging.Tokens.Count == 1);

        await dispatcher.StoppedAsync(new CancellationToken(canceled: true));

        Assert.Equal(1, dropped.Value); // the other one's handler was called, and is cancelled
        await UntilAsync(() => hanging.Tokens.Single().IsCancellationRequested);
        hanging.LetGo();
    }

    /// <summary>What must not happen, once.</summary>
    private sealed class ThrowingOnce(IGuestCalls inner) : IGuestCalls
    {
        private int _calls;

        public ValueTask<GuestAnswer<T>> CallAsync<T>(
            GuestCall call, Func<CancellationToken, ValueTask<T>> guest, CancellationToken callerGone) =>
            Interlocked.Increment(ref _calls) == 1
                ? throw new InvalidOperationException("the log is full")
                : inner.CallAsync(call, guest, callerGone);

        public Task CancelLateAsync(CancellationTokenSource source) => inner.CancelLateAsync(source);
    }

    private sealed class FailingHandler : IPipelineTransitionHandler
    {
        public ValueTask OnTransitionAsync(
            PipelineState pipeline, PipelineTransition transition, CancellationToken cancellationToken
        ) => throw new InvalidOperationException("no mail server");
    }
}
