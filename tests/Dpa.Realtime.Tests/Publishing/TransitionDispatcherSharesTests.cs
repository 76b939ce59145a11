using Dpa.Realtime.Guests;
using Dpa.Realtime.Publishing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dpa.Realtime.Tests.Publishing;

/// <summary>Handlers that are slow, or hang, for some pipelines or for one owner: what the others have of it.</summary>
public sealed class TransitionDispatcherSharesTests : PublishingTest
{
    [Fact]
    public async Task Handlers_ThatAreSlowForOnePipeline_DoNotHoldUpAnother()
    {
        var slow = new SlowHandler("slow");
        using var dispatcher = NewDispatcher(slow);
        var notifier = new ProgressNotifier(
            Backplane, Context with
            {
                Transitions = dispatcher,
            },
            new ArchiveLookup(Backplane, Guests));
        await dispatcher.StartAsync(Ct);

        foreach (var id in new[] { "slow", "quick" })
        {
            await using var run = await notifier.StartAsync(Start(id, "a"), Ct);
            await (await run.StartStageAsync("a", Ct)).CompleteAsync(Ct);
            await run.CompleteAsync(Ct);
        }

        // while the first transition of the other is still being handled
        await slow.QuickDone.Task.WaitAsync(TimeSpan.FromSeconds(20), Ct);
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

    /// <summary>
    /// The handlers of more pipelines than are ever called at once hang, all of one owner, awaited or on their threads:
    /// those of others are called, during the time limit and after it.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Handlers_ThatHangForOneOwner_DoNotStopThoseOfOthers(bool blocks)
    {
        var hanging = new HangingHandler(id => id.StartsWith("bad", StringComparison.Ordinal), blocks);
        using var dispatcher = NewSimulated(hanging);
        await dispatcher.StartAsync(Ct);
        for (var i = 0; i < 2 * GuestBounds.HandlersAtOnce; i++) dispatcher.Enqueue(Result($"bad{i}"));
        dispatcher.Enqueue(Result("well", "another"));

        await PassSlowlyUntilAsync(() => hanging.Handled.Contains("well"));
        Assert.InRange(hanging.Tokens.Count, TransitionDispatcher.AtOnce, GuestBounds.HandlersPerOwner + 1);
        for (
            var passed = TimeSpan.Zero;
            passed < 4 * Options.TransitionHandlerTimeout;
            passed += TimeSpan.FromSeconds(1))
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        dispatcher.Enqueue(Result("later", "another"));
        await PassSlowlyUntilAsync(() => hanging.Handled.Contains("later"));
        Assert.InRange(hanging.Tokens.Count, TransitionDispatcher.AtOnce, GuestBounds.HandlersPerOwner + 2);
        hanging.LetGo();
    }

    /// <summary>
    /// Five owners' handlers hang for more pipelines than each may have: together they take all that are set aside.
    /// Each loses its turn when its time is over, what waits stays bounded, and an owner whose handlers are well is
    /// served.
    /// </summary>
    [Fact]
    public async Task Handlers_ThatHangForFiveOwners_AreGivenUpAndLeaveATurnToOthers()
    {
        const int Owners = 5;
        var hanging = new HangingHandler(id => id.StartsWith("bad", StringComparison.Ordinal));
        using var dropped = new CounterReading(Metrics.TransitionsDropped);
        using var dispatcher = NewSimulated(hanging);
        Options.MaxQueuedTransitions = 4 * GuestBounds.HandlersAtOnce;
        await dispatcher.StartAsync(Ct);
        for (var i = 0; i < GuestBounds.HandlersPerOwner; i++)
            for (var owner = 0; owner < Owners; owner++) dispatcher.Enqueue(Result($"bad{i}-{owner}", $"bad{owner}"));
        dispatcher.Enqueue(Result("well", "another"));

        await PassSlowlyUntilAsync(() => hanging.Handled.Contains("well"));

        Assert.InRange(hanging.Tokens.Count, TransitionDispatcher.AtOnce, GuestBounds.HandlersAtOnce + 1);
        for (var i = 0; i < 2 * Options.MaxQueuedTransitions; i++)
            dispatcher.Enqueue(Result($"bad{i}-{i % Owners}", $"bad{i % Owners}"));
        Assert.InRange(dispatcher.Queued, 1, Options.MaxQueuedTransitions);
        Assert.True(dropped.Value > 0, "The queue has no bound.");
        hanging.LetGo();
    }

    /// <summary>
    /// The same where no call's time is over meanwhile, so that nothing is given up: what one owner's hanging handlers
    /// may not take stays free for others.
    /// </summary>
    [Fact]
    public async Task Handlers_ThatHangForOneOwner_LeaveRoomForThoseOfOthersBeforeAnyOfThemIsGivenUp()
    {
        Options.TransitionHandlerTimeout = TimeSpan.FromDays(40);
        var hanging = new HangingHandler(id => id.StartsWith("bad", StringComparison.Ordinal));
        using var dispatcher = NewSimulated(hanging);
        await dispatcher.StartAsync(Ct);
        for (var i = 0; i < 2 * GuestBounds.HandlersAtOnce; i++) dispatcher.Enqueue(Result($"bad{i}"));
        dispatcher.Enqueue(Result("well", "another"));

        await PassUntilAsync(() => hanging.Handled.Contains("well"));
        Assert.DoesNotContain(hanging.Tokens, token => token.IsCancellationRequested);
        hanging.LetGo();
    }

    /// <summary>What an owner's slow handlers kept back is handled once they end, all of it.</summary>
    [Fact]
    public async Task Handlers_ThatWereSlowForOneOwner_AreCalledForAllThatWaited()
    {
        Options.TransitionHandlerTimeout = TimeSpan.FromDays(40); // none is given up
        var slow = new HangingHandler(id => id != "well");
        using var dispatcher = NewSimulated(slow);
        await dispatcher.StartAsync(Ct);
        for (var i = 0; i < 2 * GuestBounds.HandlersAtOnce; i++) dispatcher.Enqueue(Result($"p{i}"));
        dispatcher.Enqueue(Result("well", "another"));
        // it stood behind all of them: they are kept back now
        await PassUntilAsync(() => slow.Handled.Contains("well"));

        slow.LetGo();
        await UntilAsync(() => slow.Handled.Count == (2 * GuestBounds.HandlersAtOnce) + 1);
        await dispatcher.StoppedAsync(Ct).WaitAsync(TimeSpan.FromSeconds(30), Ct);
        Assert.Equal(0, dispatcher.Queued);
    }

    /// <summary>One pipeline's handlers hang while its run warns on and on: the queue has room for others.</summary>
    [Fact]
    public async Task Queue_OfOnePipelineThatIsFull_LeavesRoomForOthers()
    {
        Options.MaxQueuedTransitions = 40;
        using var dropped = new CounterReading(Metrics.TransitionsDropped);
        var hanging = new HangingHandler(id => id == "bad");
        using var dispatcher = NewDispatcher(hanging);
        await dispatcher.StartAsync(Ct);
        dispatcher.Enqueue(Result("bad"));
        await UntilAsync(() => hanging.Tokens.Count == 1);
        for (var i = 0; i < 50; i++) dispatcher.Enqueue(Result("bad"));

        Assert.False(dispatcher.IsFull);
        Assert.Equal(40, dropped.Value);
        dispatcher.Enqueue(Result("good"));
        await UntilAsync(() => hanging.Handled.Contains("good"));
        hanging.LetGo();
        await dispatcher.StoppedAsync(Ct).WaitAsync(TimeSpan.FromSeconds(30), Ct);
        Assert.Equal(11, hanging.Handled.Count(id => id == "bad"));
    }

    /// <summary>
    /// Lets simulated time pass no faster than twenty times the real one: these handlers block threads, which begin in
    /// real time, and a call that goes on for ten simulated minutes counts as lost.
    /// </summary>
    private async Task PassSlowlyUntilAsync(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, limit.Token);
        }
    }

    /// <summary>In simulated time.</summary>
    private TransitionDispatcher NewSimulated(IPipelineTransitionHandler handler)
    {
        var guests = new GuestCalls(Options, Time, Metrics, NullLogger<GuestCalls>.Instance);
        return new([handler], guests, Options, Time, Metrics, NullLogger<TransitionDispatcher>.Instance);
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

        public async ValueTask OnTransitionAsync(
            PipelineState pipeline, PipelineTransition transition, CancellationToken cancellationToken)
        {
            if (pipeline.Id == id) await Gate.Task;
            _handled.Enqueue((pipeline.Id, transition.Number));
            if (pipeline.Id != id && transition.Number == 3) QuickDone.SetResult();
        }
    }
}
