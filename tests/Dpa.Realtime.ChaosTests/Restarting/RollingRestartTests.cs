using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dpa.Realtime.ChaosNode;
using Dpa.Realtime.ChaosTests.Nodes;
using Dpa.Realtime.Client;
using Dpa.Realtime.Faults;
using Dpa.Realtime.Faults.Redis;

namespace Dpa.Realtime.ChaosTests.Restarting;

/// <summary>
/// A deployment: each of three nodes behind a round-robin proxy is told to stop (SIGTERM) and started again, one after
/// the other, while many pages watch on the product's own client. Nobody is cut off, nobody storms, no user is shown an
/// error, and every page ends at the truth.
/// </summary>
public sealed class RollingRestartTests(ITestOutputHelper output)
{
    private const int Pipelines = 20;

    private static readonly bool IsLong = Environment.GetEnvironmentVariable("DPA_LONG") == "1";
    private static readonly int Pages = IsLong ? 5_000 : 300;

    // They are asked to come back over the second half, so each tenth of it has a fifth of them; twice that for a busy
    // machine. A storm would be all in one.
    private const double BusiestTenth = 0.4;

    // Thousands of pages in one process take what comes seldom.
    private static readonly int PauseMs = IsLong ? 6_000 : 1_000;

    [Fact]
    public async Task ThreeNodes_RestartedInTurnBehindAProxy_EveryPageEndsRightAndNoUserSeesAnError()
    {
        await using var redis = await RedisServer.StartAsync();
        var nodes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => NodeProcess.StartAsync(redis.Address)));
        using var http = new HttpMessageInvoker(new SocketsHttpHandler());
        var pages = new List<Page>();
        try
        {
            await using var proxy = await ProxyProcess.StartAsync(nodes);
            // What is produced must outlive the restarts, so it is produced beside them.
            await using var producers = await NodeProcess.StartAsync(redis.Address);
            for (var i = 0; i < Pipelines; i++)
                await producers.OrderAsync(
                    new ProducerOrder(Id(i), User(i), "start", ["a"], ["a"], 10_000, PauseMs, i));
            for (var i = 0; i < Pages; i++)
            {
                pages.Add(new Page(proxy.Address, User(i % Pipelines), Id(i % Pipelines), http, i));
                if (i % 50 == 49)
                    await Eventually.HoldsAsync(
                        () => pages.All(p => p.State is not null),
                        "everybody has a state", TimeSpan.FromSeconds(60));
            }

            await Eventually.HoldsAsync(
                () => pages.All(p => p.State is not null),
                "everybody has a state", TimeSpan.FromSeconds(60));
            var restarts = new List<Restart>();
            foreach (var (i, node) in nodes.Index()) restarts.Add(await RestartAsync(node, i, pages));
            await producers.SetGateAsync(isOpen: false);
            string? wrong = null;
            await Eventually
                .HoldsAsync(
                    async () => (wrong = await WrongAsync(nodes, pages)) is null,
                    "everybody ends right", TimeSpan.FromSeconds(60))
                .ContinueWith(t => Assert.True(t.IsCompletedSuccessfully, wrong), TaskScheduler.Default);

            var report = Report(pages, restarts);
            output.WriteLine(report);
            if (IsLong) await RestartReport.WriteAsync(report);
            AssertUndisturbed(pages);
            Assert.All(restarts, r => Assert.Equal(0, r.ExitCode));
            // A hundred are back within a second, of which a pause of this process takes what it likes: with few, when
            // they are asked to come is looked at instead (DrainTests).
            if (IsLong) Assert.All(restarts, r => Assert.InRange(r.BusiestTenth, 0, BusiestTenth));
        }
        finally
        {
            await Task.WhenAll(pages.Select(p => p.DisposeAsync().AsTask()));
            foreach (var node in nodes) await node.DisposeAsync();
        }
    }

    /// <summary>
    /// A restart is shown as a moment of "reconnecting", and never as closed, as a fallback, or as an error.
    /// </summary>
    private static void AssertUndisturbed(List<Page> pages)
    {
        Assert.All(pages, p => Assert.Null(p.Error));
        Assert.All(pages, p => Assert.True(p.HasEveryTransition));
        Assert.Subset(
            new HashSet<ConnectionStatus>
            {
                ConnectionStatus.Connecting, ConnectionStatus.Live, ConnectionStatus.Reconnecting,
            },
            pages.SelectMany(p => p.Shown).Select(s => s.Connection.Status).ToHashSet());
    }

    private static async Task<Restart> RestartAsync(NodeProcess node, int index, List<Page> pages)
    {
        await Eventually.HoldsAsync(() => pages.All(p => p.IsLive), "everybody is live", TimeSpan.FromSeconds(90));
        var began = TimeProvider.System.GetTimestamp();
        var process = node.Process;
        process.Terminate();
        await Eventually.HoldsAsync(() => process.HasExited, "a node that stops", TimeSpan.FromSeconds(90));
        var (stopped, exitCode) = (TimeProvider.System.GetElapsedTime(began), process.ExitCode);
        await node.KillAsync();
        await node.StartAsync();
        await Eventually.HoldsAsync(() => pages.All(p => p.IsLive), "everybody is back", TimeSpan.FromSeconds(90));
        var absences = pages.Select(p => p.AbsenceAfter(began)).OfType<(long Left, long Back)>().ToList();
        return new Restart(
            index, stopped, exitCode,
            [.. absences.Select(a => Seconds(began, a.Back))],
            [.. absences.Select(a => Seconds(a.Left, a.Back))]);
    }

    /// <summary>What some page holds and no node has; null where all end right.</summary>
    private static async Task<string?> WrongAsync(NodeProcess[] nodes, List<Page> pages)
    {
        for (var i = 0; i < Pipelines; i++)
        {
            var truths = await Task.WhenAll(nodes.Select(n => TruthAsync(n, Id(i), User(i))));
            var held = pages.Where((_, page) => page % Pipelines == i).Select(p => Held(p.State!));
            if (held.FirstOrDefault(h => truths.Any(t => t != h)) is { } other)
                return $"a page holds {Id(i)} as {other}, the nodes as {string.Join(" and ", truths.Distinct())}";
        }

        return null;
    }

    private static async Task<string> TruthAsync(NodeProcess node, string id, string user)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/pipelines/progress?ids={id}")
        {
            Headers = { { "X-USER-ID", user } },
        };
        using var answer = await node.Http.SendAsync(request);
        var state = (await answer.Content.ReadFromJsonAsync<JsonObject>())!["pipelines"]!.AsArray().Single()!;
        var stage = state["stages"]!.AsArray().Single()!;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{state["epoch"]}:{state["version"]} {state["status"]} {(double)state["overall_progress"]!}, "
                + $"{stage["status"]} {(double)stage["progress"]!} {stage["message"]}"
        );
    }

    private static string Held(Client.PipelineState state)
    {
        var stage = state.Stages.Single();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{state.Position} {Name(state.Status)} {state.OverallProgress}, {Name(stage.Status)} {stage.Progress} "
                + $"{stage.Message}"
        );
    }

    private static string Report(List<Page> pages, List<Restart> restarts)
    {
        var reasons = pages
            .SelectMany(p => p.Shown)
            .Where(s => s.Connection.Status is not (ConnectionStatus.Live or ConnectionStatus.Connecting))
            .CountBy(s => $"{s.Connection.Status} ({s.Connection.Reason ?? "planned"})");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {pages.Count} pages, {Pipelines} pipelines. Shown: {string.Join(
                ", ",
                reasons.Select(r => $"{r.Value} × {r.Key}")
            )}; most failed attempts in a row {pages.SelectMany(p => p.Shown).Max(s =>
                s.Connection.Attempt
            )}; heals {pages.Sum(p => p.Counters.Heals)}; transitions raised {pages.Sum(p =>
                p.Counters.Transitions
            )}, skipped {pages.Sum(p => p.Counters.TransitionsSkipped)}; every page ended at the nodes' state.

            {Restart.Head}
            {string.Join('\n', restarts)}
            """);
    }

    private static string Name(Client.PipelineStatus status) => status.ToString().ToLowerInvariant();

    private static double Seconds(long from, long to) => TimeProvider.System.GetElapsedTime(from, to).TotalSeconds;

    private static string Id(int pipeline) => $"rolling-{pipeline}";

    private static string User(int pipeline) => $"user-{pipeline}";
}
