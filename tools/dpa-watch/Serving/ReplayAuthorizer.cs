extern alias server;

using System.Security.Claims;
using server::Dpa.Realtime;

namespace Dpa.Realtime.Watch.Serving;

/// <summary>Whoever can reach this machine's port may see the recording; notes when the first one asks.</summary>
internal sealed class ReplayAuthorizer : IPipelineAuthorizer
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task AskedFor => _asked.Task;

    public ValueTask<bool> CanReadAsync(
        ClaimsPrincipal principal, string userId, PipelineState pipeline, CancellationToken cancellationToken)
    {
        _asked.TrySetResult();
        return new(true);
    }
}
