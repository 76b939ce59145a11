using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.FunctionalTests.Publishing;

public sealed class ReaderTests
{
    [Fact]
    public async Task Watch_FromBeforeTheStart_EndsWithTheLastState()
    {
        await using var server = await RealtimeServer.StartAsync();
        var reader = server.Services.GetRequiredService<IProgressReader>();
        var states = new List<PipelineState>();
        var watching = Task.Run(
            async () =>
            {
                await foreach (var state in reader.WatchAsync("p", TestContext.Current.CancellationToken))
                    states.Add(state);
            },
            TestContext.Current.CancellationToken);

        await server.Progress.RunAsync(
            new PipelineStart("p", "user-1") { Stages = [new("a")] },
            (run, stop) => run.RunStageAsync(
                "a",
                (stage, _) =>
                {
                    for (var i = 1; i <= 1000; i++) stage.Report(i, 1000);
                    return Task.CompletedTask;
                },
                stop),
            TestContext.Current.CancellationToken);
        await watching.WaitAsync(WireClient.Limit, TestContext.Current.CancellationToken);

        Assert.Equal(PipelineStatus.Completed, states[^1].Status);
        Assert.Equal(states, states.OrderBy(s => s.Position));
        Assert.Equal(states.Count, states.Select(s => s.Position).Distinct().Count());
    }

    [Fact]
    public async Task Get_Unknown_IsNull()
    {
        await using var server = await RealtimeServer.StartAsync();

        Assert.Null(
            await server
                .Services.GetRequiredService<IProgressReader>()
                .GetAsync("unknown", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Archive_KnowsWhatTheBackplaneDoesNot_APageFindsItsPipeline()
    {
        await using var server = await RealtimeServer.StartAsync(build: b => b.AddPipelineArchive<Shelf>());
        await using var client = await WireClient.ConnectAsync(server);

        await client.SendAsync(new { type = "subscribe_pipeline", pipeline_id = "kept" });
        var state = await client.ReceiveAsync("pipeline_progress");

        Assert.Equal(Shelf.Kept.Position.Epoch, (string?)state["continues"]);
        Assert.Equal(40, (double?)state["overall_progress"]);

        await using var run = await server.Progress.ResumeAsync("kept", TestContext.Current.CancellationToken);
        await run.ContinueAsync("resumed after restart", TestContext.Current.CancellationToken);
        Assert.Equal(
            "resumed after restart", (string?)
                (await client.ReceiveUntilAsync(f => (string?)f["message"] == "resumed after restart"))[^1]["message"]);
    }

    private sealed class Shelf : IPipelineArchive
    {
        public static PipelineState Kept { get; } =
            new()
            {
                Id = "kept", Owner = "user-1",
                Position = new PipelinePosition("01900000-0000-7000-8000-000000000001", 7),
                Status = PipelineStatus.Interrupted, OverallProgress = 40, Transition = 3,
            };

        public ValueTask<PipelineState?> FindAsync(string pipelineId, CancellationToken cancellationToken) =>
            new(pipelineId == Kept.Id ? Kept : null);
    }
}
