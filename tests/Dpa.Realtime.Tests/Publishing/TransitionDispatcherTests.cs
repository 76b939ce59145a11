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
        var notifier = new ProgressNotifier(Backplane, Context with { Transitions = dispatcher }, new ArchiveLookup(Backplane, Guests));
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

    /// <summary>Whatever throws where a handler is called: the pipeline's next transitions are handled, and nothing counts as waiting.</summary>
    [Fact]
    public async Task Call_ThatThrowsAroundTheHandler_KeepsNothingWaiting()
    {
        var handler = new RecordingHandler();
        using var dispatcher = new TransitionDispatcher([handler], new ThrowingOnce(Guests), Options, TimeProvider.System, Metrics, NullLogger<TransitionDispatcher>.Instance);
        var notifier = new ProgressNotifier(Backplane, Context with { Transitions = dispatcher }, new ArchiveLookup(Backplane, Guests));
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
        var notifier = new ProgressNotifier(Backplane, Context with { Transitions = dispatcher }, new ArchiveLookup(Backplane, Guests));
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

    /// <summary>More than are handled at a time hang: the others' transitions are handled all the same.</summary>
    [Fact]
    public async Task Handlers_ThatHangForMorePipelinesThanAreHandledAtOnce_DoNotStopOthers()
    {
        var hanging = new HangingHandler(id => id != "well");
        using var dispatcher = NewDispatcher(hanging);
        await dispatcher.StartAsync(Ct);
        for (var i = 0; i < 2 * TransitionDispatcher.AtOnce; i++) dispatcher.Enqueue(Result($"bad{i}"));
        dispatcher.Enqueue(Result("well"));

        await UntilAsync(() => hanging.Handled.Contains("well"));
        Assert.Equal(["well"], hanging.Handled);
        hanging.LetGo();
    }

    [Fact]
    public async Task Handler_ThatHangs_IsCancelledAtItsLimitAndTheNextTransitionIsHandled()
    {
        Options.TransitionHandlerTimeout = TimeSpan.FromMilliseconds(50);
        using var failures = new CounterReading(Metrics.HandlerFailures);
        var hanging = new HangingHandler(_ => true);
        using var dispatcher = new TransitionDispatcher([hanging, Handler], NewGuests(), Options, TimeProvider.System, Metrics, NullLogger<TransitionDispatcher>.Instance);
        await dispatcher.StartAsync(Ct);

        dispatcher.Enqueue(Result("p"));

        await UntilAsync(() => Handler.Handled.Count == 1); // the second handler
        Assert.Equal(1, failures.Value);
        Assert.True(hanging.Tokens.Single().IsCancellationRequested);
        hanging.LetGo();
    }

    /// <summary>A service that was registered before the library stops after it: its last transition is handled all the same.</summary>
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
    public async Task Queue_ThatIsFull_DropsAndCountsWhatComes()
    {
        Options.MaxQueuedTransitions = 3;
        using var dropped = new CounterReading(Metrics.TransitionsDropped);
        using var dispatcher = NewDispatcher(Handler);
        for (var i = 0; i < 5; i++) dispatcher.Enqueue(Result($"p{i}"));

        Assert.True(dispatcher.IsFull);
        Assert.Equal(2, dropped.Value);
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

    private static ApplyResult Result(string id)
    {
        var state = new PipelineState { Id = id, Owner = Owner, Position = new PipelinePosition("e", 1) };
        return new ApplyResult(ApplyStatus.Applied, state, [new PipelineTransition { Number = 1 }]);
    }

    /// <summary>Never ends for some pipelines, whatever its token says.</summary>
    /// <summary>What must not happen, once.</summary>
    private sealed class ThrowingOnce(IGuestCalls inner) : IGuestCalls
    {
        private int _calls;

        public ValueTask<GuestAnswer<T>> CallAsync<T>(GuestCall call, Func<CancellationToken, ValueTask<T>> guest, CancellationToken callerGone) =>
            Interlocked.Increment(ref _calls) == 1 ? throw new InvalidOperationException("the log is full") : inner.CallAsync(call, guest, callerGone);

        public Task CancelLateAsync(CancellationTokenSource source) => inner.CancelLateAsync(source);
    }

    private sealed class HangingHandler(Func<string, bool> hangs) : IPipelineTransitionHandler
    {
        private readonly TaskCompletionSource _gate = new();
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _handled = new();
        private readonly System.Collections.Concurrent.ConcurrentQueue<CancellationToken> _tokens = new();

        public IReadOnlyCollection<string> Handled => _handled;

        public IReadOnlyCollection<CancellationToken> Tokens => _tokens;

        public void LetGo() => _gate.TrySetResult();

        public async ValueTask OnTransitionAsync(PipelineState pipeline, PipelineTransition transition, CancellationToken cancellationToken)
        {
            _tokens.Enqueue(cancellationToken);
            if (hangs(pipeline.Id)) await _gate.Task;
            _handled.Enqueue(pipeline.Id);
        }
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
