using Dpa.Realtime.Diagnostics;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Dpa.Realtime.Endpoints;

/// <summary>
/// Peers that connect and say nothing are not asked for anything, so nothing refuses them: Kestrel would accept until
/// no file descriptor is left, and the runtime then ends the process. Its own limit, which does not count connections
/// once they are upgraded, is set to what <see cref="DescriptorGuard"/> leaves free; where the application has set it,
/// it stays.
/// </summary>
internal sealed class DescriptorLimit(Descriptors descriptors) : IPostConfigureOptions<KestrelServerOptions>
{
    public void PostConfigure(string? name, KestrelServerOptions server)
    {
        if (descriptors.Limit is { } limit)
            server.Limits.MaxConcurrentConnections ??= Math.Max(1, limit / DescriptorGuard.PartOfRequests);
    }
}
