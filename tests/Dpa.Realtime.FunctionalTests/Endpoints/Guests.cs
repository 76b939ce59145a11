using System.Security.Claims;

namespace Dpa.Realtime.FunctionalTests.Endpoints;

/// <summary>Lets everybody see every pipeline until it refuses all but the owner.</summary>
internal sealed class Guests : IPipelineAuthorizer
{
    private volatile bool _refuses;

    public void Refuse() => _refuses = true;

    public ValueTask<bool> CanReadAsync(
        ClaimsPrincipal principal, string userId, PipelineState pipeline, CancellationToken cancellationToken
    ) => new(!_refuses || userId == pipeline.Owner);
}
