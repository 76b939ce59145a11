using System.Security.Claims;

namespace Dpa.Realtime.Tests.Convergence;

/// <summary>Who may see what, changeable: everybody sees everything but what is denied.</summary>
internal sealed class SimPermissions : IPipelineAuthorizer
{
    private readonly HashSet<(string User, string Pipeline)> _denied = [];

    public bool May(string user, string pipeline) => !_denied.Contains((user, pipeline));

    public void Deny(string user, string pipeline) => _denied.Add((user, pipeline));

    public void Allow(string user, string pipeline) => _denied.Remove((user, pipeline));

    public ValueTask<bool> CanReadAsync(
        ClaimsPrincipal principal, string userId, PipelineState pipeline, CancellationToken cancellationToken
    ) => new(May(userId, pipeline.Id));
}
