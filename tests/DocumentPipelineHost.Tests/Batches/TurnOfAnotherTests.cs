using DocumentPipelineHost.Jobs;
using DocumentPipelineHost.Tests.Control;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;
using Dpa.Realtime.Faults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Quartz;

namespace DocumentPipelineHost.Tests.Batches;

/// <summary>A pipeline whose turn runs another one is given a further turn.</summary>
public sealed class TurnOfAnotherTests
{
    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Pipeline_WhoseTurnRunsAnother_BeginsWhileAWorkerIsFree(Rows rows)
    {
        var (isReached, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var work = await HostAtWork.StartAsync(
            rows,
            Gates.Before("parse", (stage, stop) =>
            {
                if (stage.Document.Filename != "first.txt")
                    return Task.CompletedTask;
                isReached.TrySetResult();
                return gate.Task.WaitAsync(stop);
            }),
            "--Pipeline:Workers",
            "2");
        var ct = TestContext.Current.CancellationToken;
        var scheduler = await work.Host.Services.GetRequiredService<ISchedulerFactory>().GetScheduler(ct);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (await scheduler.GetStatus(ct) != SchedulerStatus.Running)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        await scheduler.Standby(ct);
        using var other = work.Host.As("user-2");
        var first = await work.Client.UploadAsync(
            Texts.Unique("The crane is red."), "first.txt", ("create_index", "true"));
        var second = await other.UploadAsync(Texts.Unique("The quay is long."), "second.txt", ("create_index", "true"));
        Assert.True(await scheduler.DeleteJob(
            new JobKey((string)first["processing_pipeline"]!["pipeline_id"]!, "pipelines"),
            ct));
        await scheduler.Start(ct);
        await isReached.Task.WaitAsync(TimeSpan.FromSeconds(60), ct);

        var jobs = work.Host.Services.GetRequiredService<PipelineJobs>();
        await jobs.EnqueueNextAsync((string)second["document_id"]!, ct);

        Assert.Equal("completed", (await other.EndAsync(second)).Status());
        gate.SetResult();
        Assert.Equal("completed", (await work.Client.EndAsync(first)).Status());
    }

    /// <summary>All workers are busy, by a turn that was another pipeline's: whoever waits has turns enough.</summary>
    [Fact]
    public async Task Sweep_WithAllWorkersBusy_AddsNoTurn()
    {
        var gates = new Dictionary<string, TaskCompletionSource>
        {
            ["first.txt"] = new(), ["other.txt"] = new(),
        };
        var reached = gates.Keys.ToDictionary(static name => name, static _ => new TaskCompletionSource());
        await using var work = await HostAtWork.StartAsync(
            Rows.Sqlite,
            Gates.Before("parse", (stage, stop) =>
            {
                if (!gates.TryGetValue(stage.Document.Filename, out var gate))
                    return Task.CompletedTask;
                reached[stage.Document.Filename].TrySetResult();
                return gate.Task.WaitAsync(stop);
            }),
            "--Pipeline:Workers",
            "1");
        var (ct, limit) = (TestContext.Current.CancellationToken, TimeSpan.FromSeconds(60));
        using var other = work.Host.As("user-2");
        (string, string) index = ("create_index", "true");
        var first = await work.Client.UploadAsync(Texts.Unique("The crane is red."), "first.txt", index);
        await reached["first.txt"].Task.WaitAsync(limit, ct);
        var second = await work.Client.UploadAsync(Texts.Unique("The mill is old."), "second.txt", index);
        var third = await other.UploadAsync(Texts.Unique("The quay is long."), "other.txt", index);
        gates["first.txt"].SetResult();
        await reached["other.txt"].Task.WaitAsync(limit, ct); // users share: by the turn of the second one
        var scheduler = await work.Host.Services.GetRequiredService<ISchedulerFactory>().GetScheduler(ct);
        var sweep = Assert.Single(work.Host.Services.GetServices<IHostedService>().OfType<QueueSweepLoop>());
        var before = await TurnsAsync();

        for (var round = 0; round < 3; round++)
            await sweep.SweepAsync(ct);

        Assert.Equal(before, await TurnsAsync());
        gates["other.txt"].SetResult();
        Assert.Equal("completed", (await other.EndAsync(third)).Status());
        Assert.Equal("completed", (await work.Client.EndAsync(second)).Status());
        Assert.Equal("completed", (await work.Client.EndAsync(first)).Status());

        async Task<int> TurnsAsync() =>
            (await scheduler.GetTriggerKeys(GroupMatcher<TriggerKey>.GroupEquals("pipelines"), ct)).Count;
    }
}
