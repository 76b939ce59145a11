using Dpa.Realtime.Diagnostics;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Dpa.Realtime.Endpoints;

/// <summary>
/// Sets Kestrel's connection limit. Peers that connect and send nothing never reach an endpoint that could refuse
/// them: Kestrel would accept until no file descriptor is left, and the runtime would then end the process. The limit,
/// which does not count connections once they are upgraded, is set to what <see cref="DescriptorGuard"/> leaves free;
/// a limit that the application has set is kept.
/// </summary>
internal sealed class DescriptorLimit(Descriptors descriptors) : IPostConfigureOptions<KestrelServerOptions>
{
    public void PostConfigure(string? name, KestrelServerOptions server)
    {
        if (descriptors.Limit is { } limit)
            server.Limits.MaxConcurrentConnections ??= Math.Max(1, limit / DescriptorGuard.PartOfRequests);
    }
}
