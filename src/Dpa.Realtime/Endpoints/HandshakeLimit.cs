using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Dpa.Realtime.Endpoints;

/// <summary>
/// Peers that open a connection and say nothing (slow loris): Kestrel waits 30 s for a request's headers unless told
/// otherwise, and holds a connection as long. Nobody is upgraded before an identity is found, so there is no open
/// socket whose user is still to come.
/// </summary>
internal sealed class HandshakeLimit(DpaRealtimeOptions options) : IPostConfigureOptions<KestrelServerOptions>
{
    private static readonly TimeSpan ServersOwn = new KestrelServerLimits().RequestHeadersTimeout;

    public void PostConfigure(string? name, KestrelServerOptions server)
    {
        if (options.HandshakeTimeout != Timeout.InfiniteTimeSpan && server.Limits.RequestHeadersTimeout == ServersOwn)
            server.Limits.RequestHeadersTimeout = options.HandshakeTimeout;
    }
}
