using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dpa.Realtime.Endpoints;

/// <summary>Marks the endpoint of one pipeline's progress, wherever the application mapped it.</summary>
internal sealed class ProgressAddress
{
    private ProgressAddress() { }

    public static ProgressAddress Instance { get; } = new();
}

/// <summary>Finds it for links: with its group, its path base and the request's own route values.</summary>
internal sealed class ProgressAddressScheme(EndpointDataSource source) : IEndpointAddressScheme<ProgressAddress>
{
    public IEnumerable<Endpoint> FindEndpoints(ProgressAddress address) =>
        source.Endpoints.Where(static e => e.Metadata.GetMetadata<ProgressAddress>() is not null);
}
