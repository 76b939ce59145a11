using System.Globalization;
using System.Text.Json;
using Dpa.Realtime.Connections;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Protocol;
using Microsoft.AspNetCore.Http;

namespace Dpa.Realtime.Endpoints;

/// <summary>The same state over HTTP (protocol section 8).</summary>
internal sealed class ProgressEndpoint(PipelineHub hub, VisibleStates states, Admission admission, LongPoll longPoll, OriginGate origins, DpaRealtimeOptions options)
{
    private const int MaxWaitSeconds = 60;

    /// <summary><c>GET …/{pipeline_id}/progress</c> with ETag, 304 and <c>?wait=</c>.</summary>
    public Task GetAsync(HttpContext http) => admission.AdmitAsync(http, AnswerAsync);

    /// <summary><c>GET /api/v1/pipelines/progress?ids=a,b</c> or <c>?user=me</c>.</summary>
    public Task GetManyAsync(HttpContext http) => admission.AdmitAsync(http, (_, caller) =>
    {
        string[] ids = [];
        var wrong = UserQuery.Read(http.Request.Query, out var withUser);
        if (!withUser || http.Request.Query.ContainsKey("ids")) wrong ??= IdsQuery.Read(http.Request.Query, out ids);
        return AnswerManyAsync(http, caller, wrong, ids.ToDictionary(i => i, _ => (PipelinePosition?)null, StringComparer.Ordinal), withUser);
    });

    /// <summary><c>POST /api/v1/pipelines/progress</c>: one request for all that a falling-back client watches; <c>?user=me</c> adds what its user has under way.</summary>
    public Task PostManyAsync(HttpContext http) => IsRefused(http) ? origins.RefuseAsync(http) : admission.AdmitAsync(http, async (_, caller) =>
    {
        var (positions, wrong) = await PositionsReader.ReadAsync(http, options).ConfigureAwait(false);
        var wrongUser = UserQuery.Read(http.Request.Query, out var withUser);
        await AnswerManyAsync(http, caller, wrong ?? wrongUser, positions, withUser).ConfigureAwait(false);
    });

    /// <summary>A browser is not told why a socket was refused: <c>?check=origin</c> asks as a socket would. Polling itself leaves origins to CORS.</summary>
    private bool IsRefused(HttpContext http) => http.Request.Query["check"] == "origin" && !origins.Allows(http.Request);

    private async Task AnswerManyAsync(HttpContext http, Caller caller, BadRequest? wrong, Dictionary<string, PipelinePosition?> positions, bool withUser)
    {
        if (wrong is not null)
        {
            await Problems.BadRequestAsync(http, wrong).ConfigureAwait(false);
            return;
        }

        string[] named = [.. positions.Keys];
        if (withUser) await AddOwnAsync(caller, positions, http.RequestAborted).ConfigureAwait(false);
        await WriteManyAsync(http, caller, positions, named).ConfigureAwait(false);
    }

    /// <summary>All that the caller has under way, as <c>subscribe_user</c> would bring it, up to what a connection may watch.</summary>
    private async ValueTask AddOwnAsync(Caller caller, Dictionary<string, PipelinePosition?> positions, CancellationToken cancellationToken)
    {
        foreach (var id in await hub.Owners.ReadAsync(caller.UserId, cancellationToken).ConfigureAwait(false))
            if (positions.Count < options.MaxSubscriptionsPerConnection) positions.TryAdd(id, null);
    }

    private async Task AnswerAsync(HttpContext http, Caller caller)
    {
        var id = (string?)http.Request.RouteValues["pipeline_id"];
        if (!TryWait(http, out var wait) || !WireBounds.IsPipelineId(id))
        {
            await Problems.BadRequestAsync(http, WireBounds.IsPipelineId(id) ? BadRequest.WaitSeconds : BadRequest.PipelineId).ConfigureAwait(false);
            return;
        }

        var visible = await states.ReadAsync(caller, id!, http.RequestAborted).ConfigureAwait(false);
        if (visible.State is { IsEnded: false } state && wait > TimeSpan.Zero && Holds(http) is { } held && held >= state.Position)
            visible = await longPoll.HoldAsync(caller, state, held, wait, http.RequestAborted).ConfigureAwait(false);
        await (longPoll.IsOver(caller) ? Problems.UnauthenticatedAsync(http) : WriteAsync(http, visible)).ConfigureAwait(false);
    }

    private static Task WriteAsync(HttpContext http, VisibleState visible) => visible switch
    {
        { State: { } state } => WriteAsync(http, state),
        { Access: Access.Unknown } => Problems.UnavailableAsync(http, ErrorCode.ApplicationUnavailable),
        _ => Problems.NotFoundAsync(http),
    };

    private static Task WriteAsync(HttpContext http, PipelineState state)
    {
        http.Response.Headers.ETag = $"\"{state.Position}\"";
        http.Response.Headers.CacheControl = "no-cache";
        if (Holds(http) == state.Position)
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        var body = PipelineStateCodec.Encode(state);
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.Length;
        return http.Response.Body.WriteAsync(body, http.RequestAborted).AsTask();
    }

    private async Task WriteManyAsync(HttpContext http, Caller caller, Dictionary<string, PipelinePosition?> positions, string[] named)
    {
        string[] ids = [.. positions.Keys];
        var visible = await states.ReadAsync(caller, ids, http.RequestAborted).ConfigureAwait(false);
        var unknown = ids.Where((_, i) => visible[i].Access == Access.Unknown).ToArray();
        if (unknown.Length > 0 && unknown.Length == ids.Length)
        {
            await Problems.UnavailableAsync(http, ErrorCode.ApplicationUnavailable).ConfigureAwait(false);
            return;
        }

        var newer = visible.Select(v => v.State).OfType<PipelineState>().Where(s => positions[s.Id] != s.Position);
        var missing = ids.Where((_, i) => visible[i].Access == Access.Denied).Intersect(named, StringComparer.Ordinal);
        var body = JsonWriting.Encode((newer, missing, unknown), static (w, a) =>
        {
            w.WriteStartObject();
            w.WriteStartArray("pipelines");
            foreach (var state in a.newer) PipelineStateWriter.Write(w, state, FullStateShape.Whole);
            w.WriteEndArray();
            WriteIds(w, "not_found", a.missing);
            if (a.unknown.Length > 0) WriteIds(w, "unavailable", a.unknown);
            w.WriteEndObject();
        });
        await JsonAnswer.WriteAsync(http, body).ConfigureAwait(false);
    }

    private static void WriteIds(Utf8JsonWriter writer, string name, IEnumerable<string> ids)
    {
        writer.WriteStartArray(name);
        foreach (var id in ids) writer.WriteStringValue(id);
        writer.WriteEndArray();
    }

    private static PipelinePosition? Holds(HttpContext http) =>
        PipelinePosition.TryParse(http.Request.Headers.IfNoneMatch.ToString().Replace("W/", "", StringComparison.Ordinal).Trim('"'), out var position) ? position : null;

    private static bool TryWait(HttpContext http, out TimeSpan wait)
    {
        wait = default;
        var text = http.Request.Query["wait"].ToString();
        if (text.Length == 0) return true;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > MaxWaitSeconds) return false;
        wait = TimeSpan.FromSeconds(seconds);
        return true;
    }
}
