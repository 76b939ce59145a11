using System.Net.WebSockets;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Faults;
using Dpa.Realtime.Faults.Proxy;
using Dpa.Realtime.Redis.Tests.Worlds;
using Dpa.Realtime.Specification;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.Redis.Tests.Access;

/// <summary>
/// A user signs out on one node while another one is cut off, and the cut outlasts what Redis keeps of it.
/// </summary>
public sealed class LongAbsenceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CloseUser_ThatANodeMissedForGood_EndsTheUsersSocketThere()
    {
        var server = await SharedServers.Server;
        await using var proxy = FaultProxy.Start(server.Port);
        var (prefix, time) = ($"l{Guid.NewGuid():N}", new ShiftedTimeProvider());
        var all = new DisturbedAuthorizer();
        await using var here = await SocketNode.StartAsync(server.Address, prefix, $"here-{prefix}", all);
        await using var there = await SocketNode.StartAsync(
            proxy.Address, prefix, $"there-{prefix}", all, () => time.Shift);
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(there.Http) { Scheme = "ws", Path = "/api/v1/ws/user-2" }.Uri, Ct);

        var backplane = there.Services.GetRequiredService<IBackplane>();
        await backplane.IssueTicketAsync("t", "user-2", default, TimeSpan.FromMinutes(1), Ct); // looks for notices

        proxy.Refuse();
        proxy.ResetAll();
        await here.Services.GetRequiredService<IConnectionCloser>().CloseUserAsync("user-2", "signed out", Ct);
        await server.CommandAsync("DEL", $"{{{prefix}}}:notices"); // as after 15 minutes
        time.Advance(TimeSpan.FromMinutes(16));
        proxy.Accept();

        using var wait = new Wait("the socket's close");
        var buffer = new byte[1 << 16];
        while ((await socket.ReceiveAsync(buffer, wait.Token)).MessageType != WebSocketMessageType.Close)
        {
        }

        Assert.Equal(1012, (int)socket.CloseStatus!);
    }
}
