using Dpa.Realtime.Faults;
using Dpa.Realtime.Redis.Tests.Worlds;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.Redis.Tests.Access;

/// <summary>
/// Access that is taken away on one of two nodes while something is wrong: an authorizer that throws, one that takes 12
/// s, a node whose pub/sub is cut at that very moment. 5 runs at a time, with a cut of their own; 100 under
/// <c>DPA_LONG=1</c>.
/// </summary>
public sealed class RevocationTests : IAsyncLifetime
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(5); // docs/protocol.md#identity
    private const int AtOnce = 5;
    private static readonly int Turns = Environment.GetEnvironmentVariable("DPA_LONG") == "1" ? 20 : 1;

    private readonly DisturbedAuthorizer _authorizer = new();
    private SocketNode _one = null!;
    private SocketNode _two = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var address = (await SharedServers.Server).Address;
        var prefix = $"r{Guid.NewGuid():N}";
        _one = await SocketNode.StartAsync(address, prefix, $"one-{prefix}", _authorizer);
        _two = await SocketNode.StartAsync(address, prefix, $"two-{prefix}", _authorizer);
    }

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
    }

    [Fact]
    public async Task Revoke_UnderThreeDisturbances_ShowsNothingOnAnyNodeAfterFiveSeconds()
    {
        for (var turn = 0; turn < Turns; turn++) await RunAsync(turn);
    }

    [Fact]
    public async Task CloseUser_WhileTheOtherNodesPubSubIsCut_ClosesThereToo()
    {
        await using var work = await _one.Notifier.StartAsync(new PipelineStart("p", "user-1"), Ct);
        using var socket = new System.Net.WebSockets.ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(_two.Http) { Scheme = "ws", Path = "/api/v1/ws/user-2" }.Uri, Ct);

        await _two.CutPubSubAsync(await SharedServers.Server);
        await _one.Services.GetRequiredService<IConnectionCloser>().CloseUserAsync("user-2", "signed out", Ct);

        using var wait = new Wait("the socket's close");
        var buffer = new byte[1 << 16];
        while (
            (await socket.ReceiveAsync(buffer, wait.Token)).MessageType
            != System.Net.WebSockets.WebSocketMessageType.Close) { }

        Assert.Equal((4401, "signed out"), ((int)socket.CloseStatus!, socket.CloseStatusDescription));
    }

    private async Task RunAsync(int turn)
    {
        string[] ids =
        [
            .. Enumerable
                .Range(0, AtOnce)
                .SelectMany(i => new[] { $"throws-{turn}-{i}", $"slow-{turn}-{i}", $"plain-{turn}-{i}" }),
        ];
        var work = new List<PipelineRun>();
        foreach (var id in ids)
            work.Add(await _one.Notifier.StartAsync(new PipelineStart(id, "user-1") { Stages = [new("s")] }, Ct));
        var stages = new List<StageRun>();
        foreach (var one in work) stages.Add(await one.StartStageAsync("s", Ct));
        await using var here = await Watch.OpenAsync(_one.Http, ids);
        await using var there = await Watch.OpenAsync(_two.Http, ids);
        using var reporting = new CancellationTokenSource();
        var reports = Task.Run(() => ReportAsync(stages, reporting.Token), Ct);

        foreach (var id in ids) _authorizer.Refuse(id);
        await _two.CutPubSubAsync(await SharedServers.Server);
        var revoked = new Dictionary<string, long>();
        foreach (var id in ids)
        {
            await _one.Notifier.RevokeAsync("user-2", id, Ct);
            revoked[id] = TimeProvider.System.GetTimestamp();
        }

        // Nothing is to come for a while after the promised time; what comes of it by mistake would come at once, with
        // the next report.
        await Eventually.HoldsAsync(
            () => TimeProvider.System.GetElapsedTime(revoked[ids[^1]]) > Promised + TimeSpan.FromSeconds(1),
            "the promised time is over");
        await reporting.CancelAsync();
        await reports;

        var late = ids.SelectMany(id =>
                new[] { (id, Node: "one", Last: here.LastOf(id)), (id, Node: "two", Last: there.LastOf(id)) })
            .Select(w => (w.id, w.Node, After: TimeProvider.System.GetElapsedTime(revoked[w.id], w.Last)))
            .OrderByDescending(w => w.After)
            .ToArray();
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"turn {turn}: the last that was shown came {late[0].After.TotalMilliseconds:F0} ms after its revocation, "
                + $"of {late[0].id} on node {late[0].Node}"
        );
        Assert.DoesNotContain(late, w => w.After > Promised);
        foreach (var one in work) await one.DisposeAsync();
    }

    private static async Task ReportAsync(List<StageRun> stages, CancellationToken stop)
    {
        for (var step = 1; !stop.IsCancellationRequested; step++)
        {
            foreach (var stage in stages) stage.Report(step, 1_000_000, "steps");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
        }
    }
}
