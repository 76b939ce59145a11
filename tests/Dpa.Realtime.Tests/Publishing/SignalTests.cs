using Dpa.Realtime.Guests;
using Dpa.Realtime.Publishing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dpa.Realtime.Tests.Publishing;

public sealed class SignalTests : PublishingTest
{
    [Fact]
    public async Task Resume_OfARunThatWaitsForIt_IsHeardWhileInterrupted()
    {
        await using var run = await StartedAsync("a");
        await run.InterruptAsync(cancellationToken: Ct);
        var resume = run.ResumeRequested;

        Assert.True(await Backplane.ControlAsync("p", PipelineControls.Resume, null, Ct));
        await UntilAsync(() => resume.IsCancellationRequested);
        await run.ContinueAsync(cancellationToken: Ct);

        Assert.False(run.ResumeRequested.IsCancellationRequested);
        await run.CompleteAsync(Ct);
    }

    [Fact]
    public async Task Resume_OfARunThatDoesNotListen_IsLeftToTheApplication()
    {
        await using var run = await StartedAsync("a");
        await run.InterruptAsync(cancellationToken: Ct);

        Assert.False(await Backplane.ControlAsync("p", PipelineControls.Resume, null, Ct));
        Assert.False(await Backplane.ControlAsync("p", PipelineControls.Retry, null, Ct));
    }

    [Fact]
    public async Task Interrupt_IsHeardAndIsFreshAfterContinuing()
    {
        await using var run = await StartedAsync("a");
        Assert.True(await Backplane.ControlAsync("p", PipelineControls.Interrupt, null, Ct));
        await UntilAsync(() => run.InterruptRequested.IsCancellationRequested);
        await run.InterruptAsync(cancellationToken: Ct);

        await run.ContinueAsync(cancellationToken: Ct);

        Assert.False(run.InterruptRequested.IsCancellationRequested);
        await run.CompleteAsync(Ct);
    }

    [Fact]
    public async Task Cancel_IsFreshOnlyWhenACancelledPipelineIsSetGoing()
    {
        await using var run = await StartedAsync("a");
        Assert.True(await Backplane.ControlAsync("p", PipelineControls.Cancel, null, Ct));
        await UntilAsync(() => run.CancelRequested.IsCancellationRequested);
        await run.RequeueAsync(cancellationToken: Ct);
        await run.ContinueAsync(cancellationToken: Ct);
        Assert.True(run.CancelRequested.IsCancellationRequested);
        await run.CancelAsync(cancellationToken: Ct);

        await run.ContinueAsync(cancellationToken: Ct);

        Assert.False(run.CancelRequested.IsCancellationRequested);
        await run.CompleteAsync(Ct);
        Assert.False(await Backplane.ControlAsync("p", PipelineControls.Cancel, null, Ct));
    }

    /// <summary>It would end the process: an exception on a thread of the pool that nobody catches.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancel_WhoseCallbackThrows_ReachesTheOthersAndEndsNoProcess(bool isLinked)
    {
        await using var run = await StartedAsync("a");
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(run.CancelRequested);
        var others = new TaskCompletionSource();
        run.CancelRequested.Register(others.SetResult);
        (isLinked ? linked.Token : run.CancelRequested).Register(() =>
            throw new InvalidOperationException("in a callback"));

        Assert.True(await Backplane.ControlAsync("p", PipelineControls.Cancel, null, Ct));

        await others.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct);
        Assert.True(run.CancelRequested.IsCancellationRequested);
    }

    /// <summary>
    /// However many runs' callbacks block, they block a bounded number of threads, which are counted, and what waits is
    /// cancelled once one is free.
    /// </summary>
    [Fact]
    public async Task Cancel_OfManyRunsWhoseCallbacksBlock_BlocksABoundedNumberOfThreads()
    {
        var limit = TimeSpan.FromSeconds(5);
        var guests = new GuestCalls(
            new DpaRealtimeOptions { MaxConcurrentCallbacks = 4, CallbackTimeout = limit }, Time, Metrics,
            NullLogger<GuestCalls>.Instance);
        using var gate = new ManualResetEventSlim();
        var begun = 0;
        var runs = Enumerable.Range(0, 100).Select(i => new RunSignals(guests, $"p{i}")).ToArray();
        foreach (var run in runs)
        {
            run.Cancel.Register(() =>
            {
                Interlocked.Increment(ref begun);
                gate.Wait(Ct);
            });
            Assert.True(run.Raise(PipelineControls.Cancel));
        }

        await UntilAsync(() =>
        {
            Time.Advance(limit);
            return guests.BlockedThreads >= 36; // 4 of its own, then 32
        });
        Assert.InRange(Volatile.Read(ref begun), 36, 72); // some replaced one before the last of them blocked
        gate.Set();
        await UntilAsync(() =>
        {
            Time.Advance(limit);
            return runs.All(r => r.Cancel.IsCancellationRequested) && guests.BlockedThreads == 0;
        });
    }

    [Fact]
    public async Task Cancel_WhileAnotherRunsCallbackBlocks_ReachesItsOwnRun()
    {
        using var gate = new ManualResetEventSlim();
        await using var stuck = await StartedAsync("a");
        await using var well = await Notifier.StartAsync(Start("q", "a"), Ct);
        stuck.CancelRequested.Register(() => gate.Wait(Ct));
        var cancelled = new TaskCompletionSource();
        well.CancelRequested.Register(cancelled.SetResult);

        Assert.True(await Backplane.ControlAsync("p", PipelineControls.Cancel, null, Ct));
        Assert.True(await Backplane.ControlAsync("q", PipelineControls.Cancel, null, Ct));

        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct);
        gate.Set();
    }
}
