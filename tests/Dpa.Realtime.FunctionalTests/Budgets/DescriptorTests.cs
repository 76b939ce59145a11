using System.Net.Sockets;
using System.Net.WebSockets;
using Dpa.Realtime.Faults;
using Dpa.Realtime.Faults.Processes;
using Dpa.Realtime.FunctionalTests.Hosting;
using HostedProcess = Dpa.Realtime.FunctionalTests.Hosting.ServerProcess;
using StartedProcess = Dpa.Realtime.Faults.Processes.ServerProcess;

namespace Dpa.Realtime.FunctionalTests.Budgets;

/// <summary>A process of its own with few file descriptors: it refuses, and does not die.</summary>
public sealed class DescriptorTests
{
    private const int Descriptors = 400;
    private const int Reserve = 30; // of what the guard leaves free; other parts of the process open files meanwhile
    private const int Waiting = 500; // what the operating system keeps for a server is 512

    [Fact]
    public async Task Sockets_MoreThanDescriptors_AreRefusedWith503AndTakenAgainLater()
    {
        await using var server = await StartAsync();
        var http = await server.ListeningAsync();
        var (open, refused) = (new List<ClientWebSocket>(), 0);
        for (var i = 0; i < Descriptors; i++)
        {
            if (await TryConnectAsync(http, $"user-{i / 10}") is { } socket) open.Add(socket);
            else refused++;
        }

        await server.WaitForLineAsync(line =>
            line.Contains("Refuse connections", StringComparison.Ordinal)
            && line.Contains("ulimit", StringComparison.Ordinal));
        Assert.InRange(open.Count, 10, Descriptors);
        Assert.InRange(refused, 10, Descriptors);
        foreach (var socket in open) socket.Dispose();

        await ConnectLaterAsync(server, http);
    }

    /// <summary>Those that connect and say nothing: no request, so nothing to refuse.</summary>
    [Fact]
    public async Task Connections_ThatSayNothing_DoNotEndTheProcess()
    {
        await using var server = await StartAsync();
        var http = await server.ListeningAsync();
        var silent = new List<Socket>();
        for (var i = 0; i < 2 * Descriptors; i++) await ConnectSilentlyAsync(http, silent);

        foreach (var socket in silent) socket.Dispose();
        await ConnectLaterAsync(server, http);
    }

    /// <summary>
    /// As on a busy machine, but each time: the server accepts them all before it comes to close one.
    /// </summary>
    [Fact]
    public async Task Connections_ThatWaitedForAServerThatStoodStill_DoNotEndTheProcess()
    {
        await using var server = await StartAsync();
        var http = await server.ListeningAsync();
        var silent = new List<Socket>();
        server.Pause();
        for (var i = 0; i < Waiting; i++) await ConnectSilentlyAsync(http, silent);
        server.Resume();

        var closed = ClosedAsync(silent[^1]);
        while (!closed.IsCompleted)
        {
            Assert.InRange(Directory.GetFileSystemEntries($"/proc/{server.Id}/fd").Length, 0, Descriptors - Reserve);
            await Task.Yield();
        }

        await closed;
        foreach (var socket in silent) socket.Dispose();
        await ConnectLaterAsync(server, http);
    }

    /// <summary>The server has come to it, and it was one too many.</summary>
    private static async Task ClosedAsync(Socket socket)
    {
        using var limit = new CancellationTokenSource(WireClient.Limit);
        try
        {
            Assert.Equal(0, await socket.ReceiveAsync(new byte[1], limit.Token));
        }
        catch (SocketException)
        {
            // closed without a farewell
        }
    }

    private static async Task ConnectSilentlyAsync(Uri http, List<Socket> silent)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Add(socket);
        using var limit = new CancellationTokenSource(WireClient.Limit);
        try
        {
            await socket.ConnectAsync(http.Host, http.Port, limit.Token);
        }
        catch (SocketException)
        {
            // Beyond the server's limit, and closed before this end has noticed that it was connected.
        }
    }

    private static async Task ConnectLaterAsync(StartedProcess server, Uri http)
    {
        async Task<bool> IsTakenAsync()
        {
            Assert.False(server.HasExited, server.Describe());
            using var later = await TryConnectAsync(http, "later");
            return later is not null;
        }

        await Eventually.HoldsAsync(IsTakenAsync, "a connection that is taken again", TimeSpan.FromSeconds(60));
    }

    private static Task<StartedProcess> StartAsync()
    {
        Requirements.Prlimit();
        return Task.FromResult(
            StartedProcess.Start(
                "prlimit",
                [
                    $"--nofile={Descriptors}:{Descriptors}", "dotnet",
                    HostedProcess.PathOf("Quickstart", "Quickstart.dll"), "--environment=Production",
                    "--urls=http://127.0.0.1:0",
                    "--Logging:LogLevel:Default=Warning", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information",
                ],
                AppContext.BaseDirectory));
    }

    /// <returns>The socket, or null where the server refused it with 503 and <c>Retry-After</c>, or closed the
    /// connection.</returns>
    private static async Task<ClientWebSocket?> TryConnectAsync(Uri http, string user)
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        using var limit = new CancellationTokenSource(WireClient.Limit);
        try
        {
            await socket.ConnectAsync(
                new UriBuilder(http) { Scheme = "ws", Path = $"/api/v1/ws/{user}" }.Uri, limit.Token);
            return socket;
        }
        catch (WebSocketException)
        {
            if (socket.HttpStatusCode == System.Net.HttpStatusCode.ServiceUnavailable)
                Assert.Contains("Retry-After", socket.HttpResponseHeaders!.Keys);
            socket.Dispose();
            return null;
        }
    }
}
