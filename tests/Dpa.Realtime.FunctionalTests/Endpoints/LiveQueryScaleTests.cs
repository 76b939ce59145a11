using System.Diagnostics;
using System.Text.Json.Nodes;
using Dpa.Realtime.FunctionalTests.Hosting;

namespace Dpa.Realtime.FunctionalTests.Endpoints;

/// <summary>
/// Many pipelines of one owner, the newest 200 in a live list: every change of these comes, and an idle list reads
/// nothing. 2,000 pipelines, 100,000 with DPA_LONG=1; how long a change takes and what idling costs is reported.
/// </summary>
public sealed class LiveQueryScaleTests(ITestOutputHelper output)
{
    private const int Listed = 200;
    private const int Changes = 500;

    private static readonly int Pipelines = Environment.GetEnvironmentVariable("DPA_LONG") == "1" ? 100_000 : 2_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AChange_OfOneOf200InALiveList_Comes()
    {
        var store = new SharedStore();
        await using var server = await store.NodeAsync();
        // Of one millisecond the list is in the order of the ids: "later" is before "earlier" in it then, too.
        for (var i = 0; i < Pipelines - Listed; i++)
        {
            var earlier = new PipelineStart($"earlier-{i:000000}", "user-1");
            await using var run = await server.Progress.StartAsync(earlier, Ct);
            await run.CompleteAsync(Ct);
        }

        List<(PipelineRun Run, StageRun Stage)> runs = [];
        for (var i = 0; i < Listed; i++)
        {
            var start = new PipelineStart($"later-{i:000}", "user-1") { Stages = [new("work")] };
            var run = await server.Progress.StartAsync(start, Ct);
            runs.Add((run, await run.StartStageAsync("work", Ct)));
        }

        await using var wire = await WireClient.ConnectAsync(server);
        await wire.SendAsync(new { type = "subscribe_query", query_id = "q", limit = Listed });
        var confirmed = 0;
        await wire.ReceiveUntilAsync(f => (string?)f["type"] == "subscription_confirmed" && ++confirmed == Listed);

        var taken = new List<double>();
        for (var i = 0; i < Changes; i++)
        {
            var (run, stage) = runs[i * 7 % Listed];
            var at = Stopwatch.GetTimestamp();
            var progress = 1 + (i * 98.0 / Changes);
            stage.Report(progress);
            try
            {
                await wire.ReceiveUntilAsync(f => IsOf(f, run.State.Id) && ProgressOf(f) > progress - 0.02);
            }
            catch (TimeoutException e)
            {
                var kept = (await store.ReadPositionsAsync([run.State.Id], Ct)).Values.Single();
                throw new TimeoutException($"Change {i}: run {run.State.Position}, store {kept}", e);
            }

            taken.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
        }

        taken.Sort();
        output.WriteLine(
            $"{Pipelines} pipelines, {Listed} in the list: a change took {taken[Changes / 2]:0.00} ms in the median, "
                + $"{taken[Changes * 99 / 100]:0.00} ms at p99, {taken[^1]:0.00} ms at most.");
        foreach (var (run, _) in runs)
        {
            await run.CompleteAsync(Ct);
            await run.DisposeAsync(); // what has a producer is read now and then, to renew its lease
        }

        await wire.SendAsync(new { type = "ping", timestamp = "barrier" });
        await wire.ReceiveUntilAsync(f => (string?)f["type"] == "pong");
        await AssertIdleAsync(store);
    }

    private static bool IsOf(JsonObject frame, string id) =>
        (string?)frame["type"] is "pipeline_update" or "pipeline_progress" && (string?)frame["pipeline_id"] == id;

    private static double ProgressOf(JsonObject frame) => (double)(frame["overall"] ?? frame["overall_progress"])!;

    private async Task AssertIdleAsync(SharedStore store)
    {
        using var wait = new Faults.Wait("an idle node's sweeps");
        for (var (last, quiet) = (-1, 0); quiet < 3; await NextSweepAsync(store, wait)) // the ends are worked off
            (last, quiet) = (store.Reads, store.Reads == last ? quiet + 1 : 0);
        var (reads, before) = (store.Reads, Environment.CpuUsage.TotalTime);
        var at = Stopwatch.GetTimestamp();
        for (var i = 0; i < 3; i++) await NextSweepAsync(store, wait);
        var used = Environment.CpuUsage.TotalTime - before;
        output.WriteLine(
            $"Idle for {Stopwatch.GetElapsedTime(at).TotalSeconds:0.0} s: {store.Reads - reads} reads, "
                + $"{used.TotalMilliseconds:0} ms of processor time of the whole process.");
        Assert.Equal(reads, store.Reads);
    }

    private static async Task NextSweepAsync(SharedStore store, Faults.Wait wait)
    {
        for (var probes = store.Probes; store.Probes == probes;) await Task.Delay(50, wait.Token);
    }
}
