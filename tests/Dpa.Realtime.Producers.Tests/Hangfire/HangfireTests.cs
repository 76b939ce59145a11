using System.Linq.Expressions;
using System.Text;
using Dpa.Realtime.Hangfire;
using Hangfire;
using Hangfire.Common;
using Hangfire.States;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.Producers.Tests.Hangfire;

/// <summary>Jobs of a real Hangfire server.</summary>
public sealed class HangfireTests(HangfireServer server) : IClassFixture<HangfireServer>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Job_WithABarAndItems_IsShownToItsEnd()
    {
        var end = await Enqueue("done", () => Jobs.Work(null!)).EndAsync();

        Assert.Equal(PipelineStatus.Completed, end.Status);
        Assert.Equal("Jobs.Work", end.Name);
        Assert.Equal(
            (3, 3, "items"),
            (end.FindStage("work")!.CompletedUnits, end.FindStage("work")!.TotalUnits, end.FindStage("work")!.Unit));
    }

    [Fact]
    public async Task Job_WithoutAContextAmongItsParameters_ReportsAcrossAwaitsAndCalls()
    {
        var stage = (await Enqueue("ambient", static () => Jobs.WorkWithoutContext(3)).EndAsync()).FindStage("work")!;

        Assert.Equal((3, 3, "pages"), (stage.CompletedUnits, stage.TotalUnits, stage.Unit));
    }

    [Fact]
    public async Task Job_ThatIsNotShown_HasNoStageOfAnEarlierJobOfItsWorker()
    {
        for (var round = 0; round < 8; round++) // more than there are workers
            await Enqueue($"shown-{round}", static () => Jobs.WorkWithoutContext(1)).EndAsync();
        for (var round = 0; round < 8; round++)
        {
            var name = $"plain-{round}";
            var ran = Jobs.Expect(name);
            server.Jobs.Create(() => Jobs.NoteStage(name), new EnqueuedState());
            await ran.WaitAsync(TimeSpan.FromSeconds(30), Ct);
            Assert.Null(Jobs.Stages[name]);
        }
    }

    [Fact]
    public async Task Job_ThatFailsAndIsRetried_IsRequeuedAndCompletesInItsSecondAttempt()
    {
        var run = Enqueue("retried", () => Jobs.FailOnce("retried"));

        var end = await run.EndAsync();
        Assert.Equal((PipelineStatus.Completed, 2), (end.Status, end.Attempt));
        Assert.Contains(run.Transitions, static t =>
            t is { Stage: null, To: PipelineStatus.Pending, IsNewAttempt: true });
        Assert.All(run.Changes, static c => Assert.DoesNotContain(
            "secret", Encoding.UTF8.GetString(c.State.ToUtf8Json()), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Job_ThatFails_IsFailedWithoutItsExceptionsWords()
    {
        var end = await Enqueue("failed", () => Jobs.Fail()).EndAsync();

        Assert.Equal((PipelineStatus.Failed, "job_failed"), (end.Status, end.Error?.Code));
        Assert.DoesNotContain("secret", end.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_ByAWatcher_DeletesTheJobAndAbortsIt()
    {
        var run = Enqueue("cancelled", () => Jobs.Endless(null!, null!));
        await run.UntilAsync(static s => s.FindStage("work")?.Progress == 1);

        await using var client = new Dpa.Realtime.Client.RealtimeClient(Watcher.Of(server.Host.Server, "user-1"));
        await client.ControlAsync("cancelled", Dpa.Realtime.Client.PipelineControls.Cancel, cancellationToken: Ct);

        Assert.Equal(PipelineStatus.Cancelled, (await run.EndAsync()).Status);
    }

    [Fact]
    public async Task Job_WithTheIdOfAnotherOwnersPipeline_RunsUnseenAndLeavesItAlone()
    {
        var progress = server.Host.Services.GetRequiredService<IProgressNotifier>();
        await using var others = await progress.StartAsync(
            new PipelineStart("others", "user-2") { Status = PipelineStatus.Pending }, Ct);
        var ran = Jobs.Expect("others");

        Enqueue("others", () => Jobs.Note("others"));
        await ran.WaitAsync(TimeSpan.FromSeconds(30), Ct);

        await others.ContinueAsync(cancellationToken: Ct); // refused to one that was taken over
        await others.CompleteAsync(Ct);
        Assert.Equal("user-2", server.Host.Recorder.Of("others").State!.Owner);
    }

    [Fact]
    public async Task Job_WithoutAnOwner_IsNotShownAndRuns()
    {
        var ran = Jobs.Expect("unseen");
        server.Jobs.Create(() => Jobs.Note("unseen"), new EnqueuedState());

        await ran.WaitAsync(TimeSpan.FromSeconds(30), Ct);
        Assert.DoesNotContain(server.Host.Recorder.Runs, static r => r.State?.Name == "Jobs.Note");
    }

    private RecordedRun Enqueue(string pipeline, Expression<Action> job) => Enqueue(pipeline, Job.FromExpression(job));

    private RecordedRun Enqueue(string pipeline, Expression<Func<Task>> job) =>
        Enqueue(pipeline, Job.FromExpression(job));

    private RecordedRun Enqueue(string pipeline, Job job)
    {
        var id = server.Jobs.Create(job, new ScheduledState(TimeSpan.FromDays(1)));
        using (var connection = server.Storage.GetConnection())
        {
            connection.SetJobParameter(id, HangfireProgressExtensions.OwnerKey, "\"user-1\"");
            connection.SetJobParameter(id, HangfireProgressExtensions.PipelineKey, $"\"{pipeline}\"");
        }

        server.Jobs.ChangeState(id, new EnqueuedState());
        return server.Host.Recorder.Of(pipeline);
    }
}
