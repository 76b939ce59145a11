using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dpa.Realtime.ChaosNode;
using Dpa.Realtime.ChaosTests.Nodes;
using Dpa.Realtime.ChaosTests.Watching;
using Dpa.Realtime.Faults;
using Dpa.Realtime.Faults.Redis;

namespace Dpa.Realtime.ChaosTests.Restarting;

/// <summary>A deployment: each of three nodes is told to stop (SIGTERM) and started again, one after the other, while thousands watch. Nobody is cut off, nobody storms.</summary>
public sealed class RollingRestartTests(ITestOutputHelper output)
{
    private const string User = "user-1";
    private const int Pipelines = 20;
    private const int ClosesPerSecond = 500;

    private static bool IsLong => Environment.GetEnvironmentVariable("DPA_LONG") == "1";

    private static int Clients => IsLong ? 5_000 : 500;

    [Fact]
    public async Task ThreeNodes_RestartedInTurn_EveryClientEndsRightAndArrivalsAreSpread()
    {
        await using var redis = await RedisServer.StartAsync();
        var nodes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => NodeProcess.StartAsync(redis.Address)));
        var watchers = new List<Watcher>();
        try
        {
            // What is produced must outlive the restarts, so it is produced beside them.
            await using var producers = await NodeProcess.StartAsync(redis.Address);
            var ids = Enumerable.Range(0, Pipelines).Select(i => $"rolling-{i}").ToList();
            foreach (var (id, i) in ids.Select((id, i) => (id, i))) await producers.OrderAsync(new ProducerOrder(id, User, "start", ["a"], ["a"], 10_000, 1_000, i));
            watchers.AddRange(Enumerable.Range(0, Clients).Select(i => Watcher(i, nodes)));
            foreach (var (watcher, i) in watchers.Select((w, i) => (w, i))) await watcher.WatchAsync([ids[i % Pipelines]]);
            await Eventually.HoldsAsync(() => watchers.All(w => w.Pipelines.Values.All(p => p.State is not null)), "everybody has a state", TimeSpan.FromSeconds(120));

            var restarts = new List<Restart>();
            foreach (var (node, i) in nodes.Select((n, i) => (n, i))) restarts.Add(await RestartAsync(node, i, watchers));
            await producers.SetGateAsync(isOpen: false);
            string? wrong = null;
            await Eventually.HoldsAsync(async () => (wrong = await WrongAsync(nodes, ids, watchers)) is null, "everybody ends right", TimeSpan.FromSeconds(60)).ContinueWith(t => Assert.True(t.IsCompletedSuccessfully, wrong), TaskScheduler.Default);

            var ends = watchers.SelectMany(w => w.Ends).CountBy(e => e).ToDictionary();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Clients} clients, closes: {string.Join(", ", ends.Select(e => $"{e.Value} × {e.Key}"))}; most failed attempts in a row {watchers.Max(w => w.MostFailures)}; heals {watchers.Sum(w => w.Pipelines.Values.Sum(p => p.Heals))}"));
            foreach (var restart in restarts) output.WriteLine(restart.ToString());
            Assert.Equal([1012], ends.Keys);
            Assert.All(watchers, w => Assert.Empty(w.Errors));
            Assert.All(watchers, w => Assert.InRange(w.MostFailures, 0, 4));
            // A node closes 500 connections a second, and those come back over the second half of that time and a second more: no second has much more than twice the rate.
            Assert.All(restarts, r => Assert.InRange(r.Peak, 1, 2.5 * ClosesPerSecond));
            Assert.All(restarts, r => Assert.Equal(0, r.ExitCode));
        }
        finally
        {
            await Task.WhenAll(watchers.Select(w => w.DisposeAsync().AsTask()));
            foreach (var node in nodes) await node.DisposeAsync();
        }
    }

    private static async Task<Restart> RestartAsync(NodeProcess node, int index, List<Watcher> watchers)
    {
        var began = TimeProvider.System.GetTimestamp();
        var before = watchers.Select(w => w.Ends.Count).ToArray();
        var process = node.Process;
        process.Terminate();
        await Eventually.HoldsAsync(() => process.HasExited, "a node that stops", TimeSpan.FromSeconds(90));
        var (stopped, exitCode) = (TimeProvider.System.GetElapsedTime(began), process.ExitCode);
        await node.KillAsync();
        await node.StartAsync();
        var moved = watchers.Where((w, i) => w.Ends.Count > before[i]).ToList();
        await Eventually.HoldsAsync(() => moved.All(w => w.ConnectedAt.Last() > began), "everybody is back", TimeSpan.FromSeconds(90));
        var arrivals = moved.Select(w => TimeProvider.System.GetElapsedTime(began, w.ConnectedAt.First(at => at > began)).TotalSeconds).ToList();
        var peak = arrivals.CountBy(a => (int)a).Select(b => b.Value).DefaultIfEmpty().Max();
        return new Restart(index, moved.Count, stopped, exitCode, peak, arrivals.DefaultIfEmpty().Min(), arrivals.DefaultIfEmpty().Max());
    }

    /// <summary>What somebody holds and no node has; null where everybody ends right.</summary>
    private static async Task<string?> WrongAsync(NodeProcess[] nodes, List<string> ids, List<Watcher> watchers)
    {
        var truths = new List<Dictionary<string, JsonObject>>();
        foreach (var node in nodes)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/pipelines/progress?ids={string.Join(',', ids)}");
            request.Headers.Add("X-USER-ID", User);
            using var answer = await node.Http.SendAsync(request);
            var body = await answer.Content.ReadFromJsonAsync<JsonObject>();
            truths.Add(body!["pipelines"]!.AsArray().ToDictionary(p => (string)p!["pipeline_id"]!, p => p!.AsObject()));
        }

        foreach (var watcher in watchers)
            foreach (var (id, pipeline) in watcher.Pipelines)
            {
                var held = pipeline.State!;
                if (truths.Any(t => !JsonNode.DeepEquals(t[id]["stages"], held["stages"]) || !JsonNode.DeepEquals(t[id]["version"], held["version"]))) return $"{watcher.Name} holds {id} at {held["version"]}, the nodes at {string.Join(", ", truths.Select(t => t[id]["version"]))}";
            }

        return null;
    }

    private static Watcher Watcher(int i, NodeProcess[] nodes) => new(new WatcherOptions($"client-{i}", User, [.. nodes.Select(n => n.WebSocket)])
    {
        First = i % 3, Seed = i, HealCheck = TimeSpan.FromSeconds(1), SilenceLimit = TimeSpan.FromSeconds(40),
    });
}
