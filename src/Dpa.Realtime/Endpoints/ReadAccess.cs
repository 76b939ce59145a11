using Dpa.Realtime.Connections;

namespace Dpa.Realtime.Endpoints;

/// <summary>Asks the application's authorizer for a request. An answer that a revocation has overtaken is asked for again: it may be of before.</summary>
internal sealed class ReadAccess(IPipelineAuthorizer authorizer, AccessChanges changes, TimeProvider time)
{
    public async ValueTask<bool> MayAsync(Caller caller, PipelineState state, CancellationToken cancellationToken)
    {
        while (true)
        {
            var asked = time.GetTimestamp();
            if (!await authorizer.CanReadAsync(caller.Principal, caller.UserId, state, cancellationToken).ConfigureAwait(false)) return false;
            if (!changes.IsRevokedSince(asked, caller.UserId, state.Id)) return true;
        }
    }
}
