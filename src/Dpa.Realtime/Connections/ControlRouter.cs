using Dpa.Realtime.Backplane;
using Dpa.Realtime.Guests;
using Dpa.Realtime.Publishing;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Connections;

/// <summary>Routes a subscriber's request to the producer, or to the application where no run is live.</summary>
internal sealed class ControlRouter(
    IBackplane backplane, VisibleStates states, AccessCheck access, IGuestCalls guests, Answers answers,
    IPipelineControlHandler? handler = null)
{
    private readonly string _name = handler?.GetType().Name ?? "";

    /// <summary>Null where it was taken, otherwise the error to answer with.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="message">What for.</param>
    /// <param name="pipelineId">One of the message's pipelines.</param>
    /// <param name="callerGone">Fires when the caller has gone.</param>
    public async ValueTask<ErrorCode?> RouteAsync(
        Caller caller, ClientMessage message, string pipelineId, CancellationToken callerGone)
    {
        var (action, reason) = (message.Action, message.Reason);
        var seenAt = access.Now;
        var visible = await states.ReadAsync(caller, pipelineId, callerGone).ConfigureAwait(false);
        if (visible.State is not { } state)
            return Refusal(visible.Access);
        if (
            await access.MayControlAsync(caller, state, seenAt, callerGone).ConfigureAwait(false)
            is not Access.Allowed
                and var may)
            return Refusal(may);
        if (action == ControlNames.Answer)
            return await AnswerAsync(caller, message, pipelineId, callerGone).ConfigureAwait(false);
        if (!Offers(state, action))
            return ErrorCode.NotControllable;
        if (await backplane.ControlAsync(pipelineId, action, reason, callerGone).ConfigureAwait(false))
            return null;
        return handler is null
            ? ErrorCode.NotControllable
            : await HandleAsync(handler, caller, state, action, reason, callerGone).ConfigureAwait(false);
    }

    private async ValueTask<ErrorCode?> AnswerAsync(
        Caller caller, ClientMessage message, string pipelineId, CancellationToken callerGone) =>
        await answers
            .GiveAsync(caller.UserId, pipelineId, message.QuestionId!, message.Answer!, callerGone)
            .ConfigureAwait(false) switch
        {
            ApplyStatus.Applied => null,
            ApplyStatus.AlreadyAnswered => ErrorCode.AlreadyAnswered,
            ApplyStatus.InvalidAnswer => ErrorCode.InvalidAnswer,
            ApplyStatus.NotFound => ErrorCode.NotFound,
            _ => ErrorCode.NoSuchQuestion,
        };

    private async ValueTask<ErrorCode?> HandleAsync(
        IPipelineControlHandler handles, Caller caller, PipelineState state, PipelineControls action, string? reason,
        CancellationToken callerGone)
    {
        var call = new GuestCall(Guest.ControlHandler, _name, caller.UserId, state.Id);
        var answer = await guests
            .CallAsync(call, t => handles.HandleAsync(state, action, reason, t), callerGone)
            .ConfigureAwait(false);
        if (!answer.IsKnown)
            return ErrorCode.ControlFailed;
        return answer.Value ? null : ErrorCode.NotControllable;
    }

    private static ErrorCode Refusal(Access access) =>
        access == Access.Unknown ? ErrorCode.ApplicationUnavailable : ErrorCode.NotFound;

    private static bool Offers(PipelineState state, PipelineControls action) => action switch
    {
        PipelineControls.Cancel => state.CanCancel,
        PipelineControls.Interrupt => state.CanInterrupt,
        PipelineControls.Resume => state.CanResume,
        PipelineControls.Retry => state.CanRetry,
        _ => false,
    };
}
