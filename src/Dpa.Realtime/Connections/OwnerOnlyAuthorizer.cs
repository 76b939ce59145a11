using System.Security.Claims;

namespace Dpa.Realtime.Connections;

/// <summary>The default: a pipeline is its owner's alone.</summary>
internal sealed class OwnerOnlyAuthorizer : IPipelineAuthorizer
{
    public ValueTask<bool> CanReadAsync(
        ClaimsPrincipal principal, string userId, PipelineState pipeline, CancellationToken cancellationToken
    ) => new(string.Equals(userId, pipeline.Owner, StringComparison.Ordinal));
}
