using System.Security.Claims;

namespace Dpa.Realtime.FunctionalTests.Guests;

/// <summary>Allows all but the second time that it is asked.</summary>
internal sealed class SecondTimeAuthorizer : IPipelineAuthorizer
{
    private int _asked;

    public ValueTask<bool> CanReadAsync(
        ClaimsPrincipal principal, string userId, PipelineState pipeline, CancellationToken cancellationToken) =>
        new(Interlocked.Increment(ref _asked) != 2);
}
