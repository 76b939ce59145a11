using System.Runtime.CompilerServices;
using Dpa.Realtime.Publishing;

namespace Dpa.Realtime.Tests.Publishing;

/// <summary>Many threads that report to one stage: none waits for the loop, and the loop waits for none.</summary>
public sealed class ManyReportersTests : PublishingTest
{
    private const int Threads = 8;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>
    /// An unfair lock between reporters and loop let eight threads starve it: 861 changes a second instead of 191,000.
    /// </summary>
    [Fact]
    public async Task Report_WhileTheLoopsLockIsHeld_DoesNotWait()
    {
        await using var run = await StartedAsync("a");
        var stage = await run.StartStageAsync("a", Ct);
        var reported = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            for (var i = 1; i <= 100; i++) stage.Report(i, 100, "pages", $"page {i}");
            reported.SetResult();
        });

        var entered = LockOf(run);
        lock (entered)
        {
            thread.Start();
            Assert.True(thread.Join(Limit), "A report waits for the loop's lock.");
        }

        await reported.Task.WaitAsync(Limit, Ct);
        await PublishedAsync(() => run.State.Stages[0] is { Progress: 100, CompletedUnits: 100, Message: "page 100" });
    }

    [Fact]
    public async Task Report_ByManyThreadsWithoutPause_IsPublishedMeanwhile()
    {
        await using var run = await StartedAsync("a");
        var stage = await run.StartStageAsync("a", Ct);
        using var stop = new CancellationTokenSource();
        var threads = Reporters(stage, _ => !stop.IsCancellationRequested);

        await PublishedAsync(() => run.State.Position.Version > 200);
        await stop.CancelAsync();

        Assert.All(threads, thread => Assert.True(thread.Join(Limit)));
    }

    /// <summary>
    /// The last of all reports is published though nothing comes after it, whichever thread it came from and wherever
    /// the loop was.
    /// </summary>
    [Fact]
    public async Task Report_TheLastOfManyThreads_IsNeverLost()
    {
        await using var run = await StartedAsync("a");
        var stage = await run.StartStageAsync("a", Ct);
        for (var round = 1; round <= 300; round++)
        {
            var highest = round / 4.0;
            var threads = Enumerable
                .Range(0, Threads)
                .Select(n => new Thread(() => stage.Report(highest - (n / 100.0))))
                .ToList();
            threads.ForEach(t => t.Start());
            Assert.All(threads, thread => Assert.True(thread.Join(Limit)));
            await PublishedAsync(() => run.State.Stages[0].Progress == highest);
        }
    }

    private static List<Thread> Reporters(StageRun stage, Func<int, bool> goesOn)
    {
        var threads = Enumerable
            .Range(0, Threads)
            .Select(n => new Thread(() =>
            {
                for (var i = 0; goesOn(i); i++)
                    // a percentage alone is at its highest soon, and then unchanged
                    stage.Report(i, long.MaxValue / 4, "steps");
            })
            {
                IsBackground = true,
            })
            .ToList();
        threads.ForEach(t => t.Start());
        return threads;
    }

    private static async Task PublishedAsync(Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!holds())
        {
            Assert.False(limit.IsCancellationRequested, "What was reported is not published.");
            await Task.Yield();
        }
    }

    private static Lock LockOf(PipelineRun run) => StateField(PublisherField(run)).Lock;

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_publisher")]
    private static extern ref RunPublisher PublisherField(PipelineRun run);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_run")]
    private static extern ref RunState StateField(RunPublisher publisher);
}
