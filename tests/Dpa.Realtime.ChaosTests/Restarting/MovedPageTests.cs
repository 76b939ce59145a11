using Dpa.Realtime.ChaosNode;
using Dpa.Realtime.ChaosTests.Histories;
using Dpa.Realtime.ChaosTests.Nodes;
using Dpa.Realtime.ChaosTests.Watching;
using Dpa.Realtime.Faults;
using Dpa.Realtime.Faults.Redis;

namespace Dpa.Realtime.ChaosTests.Restarting;

/// <summary>
/// A page on node A follows what node B produces, loses A, and is on node C afterwards: it misses nothing, also not
/// what happened while it was on no node.
/// </summary>
public sealed class MovedPageTests
{
    private const string User = "user-1";
    private const string Pipeline = "moved";
    private const int Steps = 300;
    private const int MissedTransitions = 3;

    [Theory]
    [InlineData("stopped")]
    [InlineData("killed")]
    public async Task PageOnNodeA_WorkOnNodeB_IsOnNodeCWhenAIsGone_MissesNothing(string end)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var a = await NodeProcess.StartAsync(redis.Address);
        await using var b = await NodeProcess.StartAsync(redis.Address);
        await using var c = await NodeProcess.StartAsync(redis.Address);
        await b.SetGateAsync(isOpen: false);
        await b.OrderAsync(new ProducerOrder(Pipeline, User, "start", ["a", "b"], ["a", "b"], Steps, 10, Seed: 3));
        var road = new Road(a.Port);
        using var http = new HttpMessageInvoker(new SocketsHttpHandler { ConnectCallback = road.ConnectAsync });
        await using var page = new Page(a.Http.BaseAddress!, User, Pipeline, http, seed: 1);
        await using var watcher = new Watcher(new WatcherOptions("watcher", User, [a.WebSocket, c.WebSocket]));
        await watcher.WatchAsync([Pipeline]);
        await Eventually.HoldsAsync(
            () => page.State is not null && watcher.Pipelines[Pipeline].State is not null,
            "both see it on A");

        await b.SetGateAsync(isOpen: true);
        await Eventually.HoldsAsync(() => page.State!.Transition >= MissedTransitions, "the page sees it going on");
        road.Close();
        if (end == "stopped") a.Process.Terminate();
        else await a.KillAsync();
        await Eventually.HoldsAsync(() => !page.IsLive, "the page has lost A");
        var before = Accepted(b);
        await Eventually.HoldsAsync(
            () => Accepted(b) >= before + MissedTransitions,
            "something happens while the page is on no node");
        road.Open(c.Port);
        await Eventually.HoldsAsync(
            () =>
                page.State is { IsEnded: true }
                && (string)watcher.Pipelines[Pipeline].State!["status"]! is "completed" or "failed",
            "both see the end, on C", TimeSpan.FromSeconds(60));

        Assert.Equal((a.Port, c.Port), (road.Ports[0], road.Ports[^1]));
        Assert.True(page.HasEveryTransition);
        Assert.Equal(page.State!.Transition, page.LastTransition);
        Assert.Empty(watcher.Errors);
        Assert.Empty(
            new HistoryChecker(Steps, b.Said(), mayLose: false).Check([
                new WatchHistory(watcher.Name, Pipeline, watcher.Pipelines[Pipeline].Seen),
            ]));
        Assert.Equal(
            (string)watcher.Pipelines[Pipeline].State!["epoch"]! + ":" + watcher.Pipelines[Pipeline].State!["version"],
            page.State.Position.ToString());
    }

    private static int Accepted(NodeProcess node) => node.Said().Count(s => s.What == "accepted");
}
