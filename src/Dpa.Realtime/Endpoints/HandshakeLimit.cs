using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Dpa.Realtime.Endpoints;

/// <summary>
/// Limits peers that open a connection and send nothing (slow loris): by default Kestrel waits 30 s for a request's
/// headers and keeps the connection open for as long. No request is upgraded before an identity is found, so there is
/// no open socket without a known user.
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
