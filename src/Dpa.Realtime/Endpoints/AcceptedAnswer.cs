using System.Globalization;
using System.Text.Json;
using Dpa.Realtime.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dpa.Realtime.Endpoints;

/// <summary>The answer to a request that started a pipeline.</summary>
internal static class AcceptedAnswer
{
    // As often as a client polls.
    private const string RetrySeconds = "2";

    /// <summary>The responses that the OpenAPI document lists.</summary>
    public static ProducesResponseTypeMetadata[] Responses { get; } =
    [
        new(StatusCodes.Status202Accepted, typeof(AcceptedBody), ["application/json"]),
        new(StatusCodes.Status200OK, typeof(JsonElement), ["application/json"]),
    ];

    public static async Task WriteAsync(HttpContext http, string pipelineId, PipelineState? state)
    {
        var services = http.RequestServices;
        var address = services.GetRequiredService<LinkGenerator>().GetPathByAddress(
            http, ProgressAddress.Instance, new RouteValueDictionary { ["pipeline_id"] = pipelineId },
            http.Request.RouteValues)
            ?? throw new InvalidOperationException(
                "The progress of a run has no address. Add this line after builder.Build(): app.MapDpaProgress();");
        var wait = PreferWait.Seconds(http.Request.Headers);
        var waiting = services.GetRequiredService<EndWait>();
        var limit = TimeSpan.FromSeconds(wait);
        var (newest, isWaited) = await (state is null
                ? waiting.OfIdAsync(http, pipelineId, limit)
                : waiting.OfRunAsync(http, state, limit))
            .ConfigureAwait(false);
        if (isWaited)
            http.Response.Headers["Preference-Applied"] = string.Create(CultureInfo.InvariantCulture, $"wait={wait}");
        await (isWaited && newest is { IsEnded: true } ended
            ? EndedAsync(http, address, ended)
            : AcceptedAsync(http, address, pipelineId, newest)).ConfigureAwait(false);
    }

    private static Task EndedAsync(HttpContext http, string address, PipelineState state)
    {
        var services = http.RequestServices;
        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.Headers.ContentLocation = address;
        http.Response.Headers.ETag = $"\"{state.Position}\"";
        http.Response.Headers.CacheControl = "no-store";
        return AnswerBody.SendJsonAsync(
            http, PipelineStateCodec.Encode(state), services.GetRequiredService<DpaRealtimeOptions>().SendTimeout,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
    }

    private static Task AcceptedAsync(HttpContext http, string address, string pipelineId, PipelineState? state)
    {
        http.Response.StatusCode = StatusCodes.Status202Accepted;
        http.Response.Headers.Location = address;
        http.Response.Headers.RetryAfter = RetrySeconds;
        var body = new AcceptedBody(
            pipelineId, StatusNames.Of(state?.Status ?? PipelineStatus.Pending), state?.OverallProgress ?? 0, address);
        return JsonAnswer.WriteAsync(
            http, JsonSerializer.SerializeToUtf8Bytes(body, AcceptedJson.Default.AcceptedBody));
    }
}
