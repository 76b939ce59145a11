using System.Security.Claims;

namespace Dpa.Realtime.FunctionalTests.Protocol;

/// <summary>Owners see their own, until that is taken away; and it fails for the pipeline that is named so.</summary>
internal sealed class WalkAuthorizer : IPipelineAuthorizer
{
    private volatile string? _revoked;

    public void Revoke(string pipelineId) => _revoked = pipelineId;

    public ValueTask<bool> CanReadAsync(
        ClaimsPrincipal principal, string userId, PipelineState pipeline, CancellationToken cancellationToken) =>
        pipeline.Id == "unreadable"
            ? throw new InvalidOperationException("The application's own store is away.")
            : new(pipeline.Owner == userId && pipeline.Id != _revoked);
}
