using Dpa.Realtime.Client;
using Microsoft.AspNetCore.TestHost;

namespace Dpa.Realtime.Producers.Tests;

/// <summary>The .NET client on a test server.</summary>
internal static class Watcher
{
    public static RealtimeClientOptions Of(TestServer server, string user)
    {
        var options = new RealtimeClientOptions
        {
            Address = server.BaseAddress, UserId = user, Http = new HttpMessageInvoker(server.CreateHandler()),
            SocketFactory = async (address, headers, stop) =>
            {
                var sockets = server.CreateWebSocketClient();
                sockets.SubProtocols.Add("dpa.realtime.v1");
                sockets.ConfigureRequest = request => request.Headers["X-USER-ID"] = user;
                return await sockets.ConnectAsync(address, stop);
            },
        };
        options.Headers["X-USER-ID"] = user;
        return options;
    }
}
