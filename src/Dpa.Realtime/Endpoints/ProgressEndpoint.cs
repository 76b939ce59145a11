using System.Globalization;
using Dpa.Realtime.Connections;
using Dpa.Realtime.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Dpa.Realtime.Endpoints;

/// <summary>The same state over HTTP (docs/protocol.md#the-same-state-over-http).</summary>
internal sealed class ProgressEndpoint(
    VisibleStates states, Admission admission, LongPoll longPoll, BulkPoll bulk, AccessChanges changes,
    OriginGate origins, DpaRealtimeOptions options, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private const int MaxWaitSeconds = 60;
    private const int LateRetrySeconds = 10;

    /// <summary><c>GET …/{pipeline_id}/progress</c> with ETag, 304 and <c>?wait=</c>.</summary>
    public Task GetAsync(HttpContext http) => admission.AdmitAsync(http, AnswerAsync);

    /// <summary><c>GET /api/v1/pipelines/progress?ids=a,b</c> or <c>?user=me</c>.</summary>
    public Task GetManyAsync(HttpContext http) => admission.AdmitAsync(http, (_, caller) =>
    {
        var named = new NamedPipelines(options.MaxSubscriptionsPerConnection);
        var wrong = UserQuery.Read(http.Request.Query, out var withUser);
        if (!withUser || http.Request.Query.ContainsKey("ids")) wrong ??= IdsQuery.Read(http.Request.Query, named);
        return admission.HoldAsync(http, caller, () => AnswerManyAsync(http, caller, wrong, named, withUser));
    });

    /// <summary>
    /// <c>POST /api/v1/pipelines/progress</c>: one request for all that a falling-back client watches; <c>?user=me</c>
    /// adds what its user has under way.
    /// </summary>
    public Task PostManyAsync(HttpContext http) =>
        IsRefused(http)
            ? origins.RefuseAsync(http)
            : admission.AdmitAsync(http, (_, caller) => admission.HoldAsync(http, caller, async () =>
                {
                    var (named, wrong) = await PositionsReader
                        .ReadAsync(http, options, time, lifetime.ApplicationStopping)
                        .ConfigureAwait(false);
                    var wrongUser = UserQuery.Read(http.Request.Query, out var withUser);
                    await AnswerManyAsync(http, caller, wrong ?? wrongUser, named, withUser).ConfigureAwait(false);
                }));

    /// <summary>
    /// A browser does not report to a page why a socket was refused: <c>?check=origin</c> applies the socket's check.
    /// Polling itself leaves origins to CORS.
    /// </summary>
    private bool IsRefused(HttpContext http) =>
        http.Request.Query["check"] == "origin" && !origins.Allows(http.Request);

    private async Task AnswerManyAsync(
        HttpContext http, Caller caller, BadRequest? wrong, NamedPipelines named, bool withUser)
    {
        // What was read has cost its time, whatever is wrong with it.
        admission.Charge(
            caller,
            withUser && wrong is null ? Math.Max(options.MaxSubscriptionsPerConnection, named.Total) : named.Total);
        if (wrong is not null)
        {
            await Problems.BadRequestAsync(http, wrong).ConfigureAwait(false);
            return;
        }

        using var limit = new AnswerLimit(time, http.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await bulk.AnswerAsync(http, caller, named, withUser, limit.Ending).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
            when (limit.IsLate && !http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            // It waited for what its user has been sent already to be paid.
            await Problems.RateLimitedAsync(http, LateRetrySeconds).ConfigureAwait(false);
        }
    }

    private async Task AnswerAsync(HttpContext http, Caller caller)
    {
        var id = (string?)http.Request.RouteValues["pipeline_id"];
        if (!TryWait(http, out var wait) || !WireBounds.IsPipelineId(id))
        {
            await Problems
                .BadRequestAsync(http, WireBounds.IsPipelineId(id) ? BadRequest.WaitSeconds : BadRequest.PipelineId)
                .ConfigureAwait(false);
            return;
        }

        var visible = await states.ReadAsync(caller, id!, http.RequestAborted).ConfigureAwait(false);
        if (
            visible.State is { IsEnded: false } state
            && wait > TimeSpan.Zero
            && Holds(http) is { } held
            && held >= state.Position)
        {
            await admission
                .HoldAsync(http, caller, async () =>
                {
                    var newest = await longPoll
                        .HoldAsync(caller, state, held, wait, http.RequestAborted)
                        .ConfigureAwait(false);
                    await WriteAsync(http, caller, newest, isHeld: true).ConfigureAwait(false);
                })
                .ConfigureAwait(false);
        }
        else
        {
            await WriteAsync(http, caller, visible, isHeld: false).ConfigureAwait(false);
        }
    }

    private Task WriteAsync(HttpContext http, Caller caller, VisibleState visible, bool isHeld) => visible switch
    {
        _ when changes.IsOver(caller) => Problems.UnauthenticatedAsync(http),
        { State: { } state } => WriteStateAsync(http, caller, state, isHeld),
        { Access: Access.Unknown } => Problems.UnavailableAsync(http, ErrorCode.ApplicationUnavailable),
        _ => Problems.NotFoundAsync(http),
    };

    /// <summary>
    /// What is no more than one piece is soon sent; more is held for as long as the client takes, and counts as one of
    /// those that are.
    /// </summary>
    private Task WriteStateAsync(HttpContext http, Caller caller, PipelineState state, bool isHeld)
    {
        if (Holds(http) == state.Position)
        {
            Describe(http, state);
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        var body = PipelineStateCodec.Encode(state);
        return isHeld || body.Length <= AnswerBody.Piece
            ? SendAsync(http, caller, state, body)
            : admission.HoldAsync(http, caller, () => SendAsync(http, caller, state, body));
    }

    private static void Describe(HttpContext http, PipelineState state)
    {
        http.Response.Headers.ETag = $"\"{state.Position}\"";
        http.Response.Headers.CacheControl = "no-cache";
    }

    private Task SendAsync(HttpContext http, Caller caller, PipelineState state, byte[] body)
    {
        Describe(http, state);
        admission.ChargeAnswer(caller, body.Length);
        return AnswerBody.SendJsonAsync(http, body, options.SendTimeout, time, lifetime.ApplicationStopping);
    }

    private static PipelinePosition? Holds(HttpContext http) =>
        PipelinePosition.TryParse(
            http.Request.Headers.IfNoneMatch.ToString().Replace("W/", "", StringComparison.Ordinal).Trim('"'),
            out var position)
            ? position
            : null;

    private static bool TryWait(HttpContext http, out TimeSpan wait)
    {
        wait = default;
        var text = http.Request.Query["wait"].ToString();
        if (text.Length == 0)
            return true;
        if (
            !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > MaxWaitSeconds)
            return false;
        wait = TimeSpan.FromSeconds(seconds);
        return true;
    }
}
