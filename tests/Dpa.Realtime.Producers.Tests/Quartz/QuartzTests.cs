using Dpa.Realtime.Quartz;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace Dpa.Realtime.Producers.Tests.Quartz;

/// <summary>Jobs of Quartz's own scheduler, in memory.</summary>
public sealed class QuartzTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Job_ThatReportsToQuartz_IsShownToItsEnd()
    {
        await using var host = await StartAsync();

        await ScheduleAsync<ReportingJob>(host, "p");
        await host.Recorder.Of("p").UntilAsync(
            static s => s.FindStage("work") is { Progress: 40, Message: "nearly half" });
        ReportingJob.Seen.SetResult();

        var end = await host.Recorder.Of("p").EndAsync();
        Assert.Equal(PipelineStatus.Completed, end.Status);
        Assert.Equal("user-1", end.Owner);
        Assert.Equal(nameof(ReportingJob), end.Name);
    }

    [Fact]
    public async Task Job_ThatReportsUnits_IsShownAtOnce()
    {
        await using var host = await StartAsync();

        await ScheduleAsync<UnitsJob>(host, "p");

        var end = await host.Recorder.Of("p").EndAsync();
        Assert.Equal(
            (7, 7, "pages"),
            (end.FindStage("work")!.CompletedUnits, end.FindStage("work")!.TotalUnits, end.FindStage("work")!.Unit));
    }

    [Fact]
    public async Task Job_ThatFailsAndIsRetried_IsRequeuedAndCompletesInItsSecondAttempt()
    {
        await using var host = await StartAsync();

        await ScheduleAsync<FailingOnceJob>(host, "p", RetryPolicy.Fixed(2, TimeSpan.FromMilliseconds(10)));

        var end = await host.Recorder.Of("p").EndAsync();
        Assert.Equal((PipelineStatus.Completed, 2), (end.Status, end.Attempt));
        Assert.Contains(host.Recorder.Of("p").Transitions, static t =>
            t is { Stage: null, To: PipelineStatus.Pending, IsNewAttempt: true });
    }

    [Fact]
    public async Task Job_ThatFails_IsFailedWithoutItsExceptionsWords()
    {
        await using var host = await StartAsync();

        await ScheduleAsync<FailingJob>(host, "p");

        var end = await host.Recorder.Of("p").EndAsync();
        Assert.Equal((PipelineStatus.Failed, "job_failed"), (end.Status, end.Error?.Code));
        Assert.DoesNotContain("secret", end.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Job_ThatIsRetriedWithoutAnIdOfItsOwn_LeavesNoPendingPipeline()
    {
        await using var host = await StartAsync();

        await ScheduleAsync<NotingItsFiringsJob>(host, null, RetryPolicy.Fixed(2, TimeSpan.FromMilliseconds(10)));
        var firings = await NotingItsFiringsJob.Both.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct);

        Assert.Equal(2, firings.Distinct().Count());
        Assert.Equal(PipelineStatus.Failed, (await host.Recorder.Of(firings[0]).EndAsync()).Status);
        Assert.Equal(PipelineStatus.Completed, (await host.Recorder.Of(firings[1]).EndAsync()).Status);
    }

    [Fact]
    public async Task Job_WhosePipelineIsTakenOver_IsNotInterrupted()
    {
        await using var host = await StartAsync();
        await ScheduleAsync<TakenOverJob>(host, "p");
        await TakenOverJob.Begun.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct);

        await using var other = await host.Services.GetRequiredService<IProgressNotifier>().ResumeAsync("p", Ct);
        TakenOverJob.TakenOver.SetResult();

        Assert.False(await TakenOverJob.Ended.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct));
        await other.CompleteAsync(Ct);
    }

    [Fact]
    public async Task Job_WithTheIdOfAPipelineUnderWay_RunsUnseenAndTakesNothing()
    {
        await using var host = await StartAsync();
        var progress = host.Services.GetRequiredService<IProgressNotifier>();
        await using var live = await progress.StartAsync(new PipelineStart("p", "user-1"), Ct);
        var ran = NoticedJob.Expect("live");

        await ScheduleAsync<NoticedJob>(host, "p", name: "live");
        await ran.WaitAsync(TimeSpan.FromSeconds(30), Ct);

        await live.CompleteAsync(Ct); // refused to one that was taken over
        Assert.Equal(1, host.Recorder.Of("p").State!.Attempt);
    }

    [Fact]
    public async Task Cancel_ByAWatcher_InterruptsTheFiring()
    {
        await using var host = await StartAsync();
        await ScheduleAsync<EndlessJob>(host, "p");
        await host.Recorder.Of("p").UntilAsync(static s => s.FindStage("work")?.Progress == 1);

        await using var client = new Dpa.Realtime.Client.RealtimeClient(Watcher.Of(host.Server, "user-1"));
        await client.ControlAsync("p", Dpa.Realtime.Client.PipelineControls.Cancel, cancellationToken: Ct);

        Assert.Equal(PipelineStatus.Cancelled, (await host.Recorder.Of("p").EndAsync()).Status);
    }

    [Fact]
    public async Task Job_WithoutAnOwner_IsNotShownAndRuns()
    {
        await using var host = await StartAsync();
        var scheduler = await host.Services.GetRequiredService<ISchedulerFactory>().GetScheduler(Ct);
        var ran = NoticedJob.Expect("unseen");

        await scheduler.ScheduleJob(
            JobBuilder.Create<NoticedJob>().WithIdentity("unseen").Build(), TriggerBuilder.Create().StartNow().Build(),
            cancellationToken: Ct);

        await ran.WaitAsync(TimeSpan.FromSeconds(30), Ct);
        Assert.Empty(host.Recorder.Runs);
    }

    [Fact]
    public async Task Job_WhosePipelineIsRefused_RunsAllTheSame()
    {
        await using var host = await StartAsync();
        var ran = NoticedJob.Expect("refused");

        await ScheduleAsync<NoticedJob>(host, "no id, with blanks", name: "refused");

        await ran.WaitAsync(TimeSpan.FromSeconds(30), Ct);
    }

    private static Task<DpaTestHost> StartAsync() => DpaTestHost.StartAsync(static app =>
    {
        app.Services.AddQuartz(static quartz => quartz.AddDpaProgress());
        app.Services.AddQuartzHostedService(static o => o.WaitForJobsToComplete = true);
    });

    private static async Task ScheduleAsync<T>(
        DpaTestHost host, string? pipeline, RetryPolicy? retry = null, string? name = null)
        where T : IJob
    {
        var scheduler = await host.Services.GetRequiredService<ISchedulerFactory>().GetScheduler(Ct);
        var job = JobBuilder
            .Create<T>()
            .WithIdentity(name ?? typeof(T).Name)
            .UsingJobData(QuartzProgressExtensions.OwnerKey, "user-1");
        if (pipeline is not null) job.UsingJobData(QuartzProgressExtensions.PipelineKey, pipeline);
        var trigger = TriggerBuilder.Create().StartNow();
        if (retry is not null) trigger.WithRetryPolicy(retry);
        await scheduler.ScheduleJob(job.Build(), trigger.Build(), cancellationToken: Ct);
    }
}
