using Dpa.Realtime.Connections;
using Dpa.Realtime.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Dpa.Realtime.Endpoints;

/// <summary>
/// <c>POST …/{pipeline_id}/control</c>: the <c>control</c> message for a caller without a socket
/// (docs/protocol.md#the-same-state-over-http).
/// </summary>
internal sealed class ControlEndpoint(
    ControlRouter router, Admission admission, OriginGate origins, DpaRealtimeOptions options,
    IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>It changes something: a foreign page must not make a browser send it.</summary>
    public Task PostAsync(HttpContext http) =>
        origins.Allows(http.Request)
            ? admission.AdmitAsync(
                http, (_, caller) => admission.HoldAsync(http, caller, () => HandleAsync(http, caller)))
            : origins.RefuseAsync(http);

    private async Task HandleAsync(HttpContext http, Caller caller)
    {
        var id = (string?)http.Request.RouteValues["pipeline_id"];
        if (!WireBounds.IsPipelineId(id))
        {
            await Problems.BadRequestAsync(http, BadRequest.PipelineId).ConfigureAwait(false);
            return;
        }

        var (message, wrong) = await ReadAsync(http, caller, id!).ConfigureAwait(false);
        if (message is null)
        {
            await Problems.BadRequestAsync(http, wrong!).ConfigureAwait(false);
            return;
        }

        var error = await router.RouteAsync(caller, message, id!, http.RequestAborted).ConfigureAwait(false);
        if (error is not null)
        {
            await Problems.ControlRefusedAsync(http, error).ConfigureAwait(false);
            return;
        }

        http.Response.StatusCode = StatusCodes.Status202Accepted;
        await JsonAnswer
            .WriteAsync(http, FrameCodec.ControlAccepted(id!, message.Action, message.RequestId))
            .ConfigureAwait(false);
    }

    private async ValueTask<(ClientMessage? Message, BadRequest? Wrong)> ReadAsync(
        HttpContext http, Caller caller, string id)
    {
        try
        {
            var body = await RequestBody
                .ReadAsync(http, options.MaxMessageBytes, time, lifetime.ApplicationStopping)
                .ConfigureAwait(false);
            if (body is null) return (null, BadRequest.Control(null));
            var (message, wrong) = ClientMessageParser.ParseControl(body.Value, id);
            admission.ChargeControl(caller, message, body.Value.Length);
            return (message, message is null ? BadRequest.Control(wrong) : null);
        }
        catch (OperationCanceledException)
            when (!http.RequestAborted.IsCancellationRequested && !lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return (null, BadRequest.SlowBody);
        }
    }
}
