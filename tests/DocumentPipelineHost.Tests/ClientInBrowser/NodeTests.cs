using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.Browser;

namespace DocumentPipelineHost.Tests.ClientInBrowser;

/// <summary>
/// The client in Node, which has no <c>WebSocket</c>: it streams, and polls where even that does not get through.
/// </summary>
public sealed class NodeTests
{
    private static readonly JsonObject Hasty = new()
    {
        ["backoff"] = new JsonObject { ["baseMs"] = 20, ["capMs"] = 40 },
        ["pollIntervalMs"] = 200,
        ["probeIntervalMs"] = 1_000,
    };

    [Fact]
    public async Task NoWebSocket_StreamsPollsAndStreamsAgain_EachTransitionOnce()
    {
        await using var server = await PageServer.StartAsync();
        await using var gate = new SocketGate(server.Address);
        await using var work = await Work.StartAsync(server.Progress);
        await using var node = NodeProcess.Start(gate.Address, Hasty, work.Id);
        await node.ExpectStatusAsync("streaming");
        await node.ExpectNewsAsync(work.Id);
        Assert.Equal(1, await server.ConnectionsAsync());

        gate.ShutForStreamsToo();
        await work.StepAsync();
        await node.ExpectStatusAsync("polling");
        await node.ExpectNewsAsync(work.Id);
        gate.Open();
        await node.ExpectStatusAsync("streaming");
        await work.StepAsync();
        await node.ExpectNewsAsync(work.Id);

        await work.EndAsync();
        await Told.ExpectTruthAsync(node.ToldAsync, await server.StateAsync(work.Id));
        Assert.DoesNotContain("live", (await node.ToldAsync()).Statuses);
        Assert.Equal(0, gate.RefusedSockets);
    }
}
