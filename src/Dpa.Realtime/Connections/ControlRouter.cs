using System.Security.Claims;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Connections;

/// <summary>Takes a watcher's request to the producer, or to the application where no run is live.</summary>
internal sealed class ControlRouter(IBackplane backplane, PipelineHub hub, IPipelineAuthorizer authorizer, IPipelineControlHandler? handler = null)
{
    /// <summary>Null where it was taken, otherwise the error to answer with.</summary>
    public async ValueTask<ErrorCode?> RouteAsync(Caller caller, string pipelineId, PipelineControls action, string? reason, CancellationToken cancellationToken)
    {
        if (await hub.ReadAsync([pipelineId], cancellationToken).ConfigureAwait(false) is not [var state]) return ErrorCode.NotFound;
        if (!await MayAsync(caller.Principal, caller.UserId, state, cancellationToken).ConfigureAwait(false)) return ErrorCode.NotFound;
        if (!Offers(state, action)) return ErrorCode.NotControllable;
        if (await backplane.ControlAsync(pipelineId, action, reason, cancellationToken).ConfigureAwait(false)) return null;
        return handler is not null && await handler.HandleAsync(state, action, reason, cancellationToken).ConfigureAwait(false) ? null : ErrorCode.NotControllable;
    }

    private async ValueTask<bool> MayAsync(ClaimsPrincipal principal, string userId, PipelineState state, CancellationToken cancellationToken) =>
        await authorizer.CanReadAsync(principal, userId, state, cancellationToken).ConfigureAwait(false)
        && await authorizer.CanControlAsync(principal, userId, state, cancellationToken).ConfigureAwait(false);

    private static bool Offers(PipelineState state, PipelineControls action) => action switch
    {
        PipelineControls.Cancel => state.CanCancel,
        PipelineControls.Interrupt => state.CanInterrupt,
        PipelineControls.Resume => state.CanResume,
        PipelineControls.Retry => state.CanRetry,
        _ => false,
    };
}
