using System.Globalization;
using Dpa.Realtime.Connections;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Protocol;
using Microsoft.AspNetCore.Http;

namespace Dpa.Realtime.Endpoints;

/// <summary>The same state over HTTP (protocol section 8).</summary>
internal sealed class ProgressEndpoint(PipelineHub hub, IPipelineAuthorizer authorizer, CallerIdentity identity, StateWaiting waiting, DpaRealtimeOptions options)
{
    private const int MaxIdsInQuery = 50;
    private const int MaxWaitSeconds = 60;

    /// <summary><c>GET …/{pipeline_id}/progress</c> with ETag, 304 and <c>?wait=</c>.</summary>
    public async Task GetAsync(HttpContext http)
    {
        if (await CallerAsync(http).ConfigureAwait(false) is not { } caller) return;
        var id = (string?)http.Request.RouteValues["pipeline_id"];
        if (!WireBounds.IsPipelineId(id))
        {
            await Problems.BadRequestAsync(http, ErrorCode.InvalidPipelineId.Name, ErrorCode.InvalidPipelineId.Message, ErrorCode.InvalidPipelineId.Suggestion).ConfigureAwait(false);
            return;
        }

        if (!TryWait(http, out var wait))
        {
            await Problems.BadRequestAsync(http, ErrorCode.InvalidMessage.Name, "'wait' must be a whole number of seconds from 0 to 60.", ErrorCode.InvalidMessage.Suggestion).ConfigureAwait(false);
            return;
        }

        if (await VisibleAsync(caller, id!, http.RequestAborted).ConfigureAwait(false) is not { } state)
        {
            await Problems.NotFoundAsync(http).ConfigureAwait(false);
            return;
        }

        if (wait > TimeSpan.Zero && Holds(http) is { } held && held >= state.Position && !state.IsEnded)
            state = await waiting.NewerAsync(id!, held, wait, http.RequestAborted).ConfigureAwait(false) is { } newer && await MayAsync(caller, newer, http.RequestAborted).ConfigureAwait(false) ? newer : state;
        await WriteAsync(http, state).ConfigureAwait(false);
    }

    /// <summary><c>GET /api/v1/pipelines/progress?ids=a,b</c>.</summary>
    public async Task GetManyAsync(HttpContext http)
    {
        if (await CallerAsync(http).ConfigureAwait(false) is not { } caller) return;
        var ids = http.Request.Query["ids"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal).ToArray();
        if (ids.Length is 0 or > MaxIdsInQuery)
        {
            await Problems.BadRequestAsync(http, ErrorCode.InvalidMessage.Name, "'ids' must name 1 to 50 pipelines, separated by commas.", "Send more with POST to the same address.").ConfigureAwait(false);
            return;
        }

        await WriteManyAsync(http, caller, ids.ToDictionary(i => i, _ => (PipelinePosition?)null, StringComparer.Ordinal)).ConfigureAwait(false);
    }

    /// <summary><c>POST /api/v1/pipelines/progress</c>: one request for all that a falling-back client watches.</summary>
    public async Task PostManyAsync(HttpContext http)
    {
        if (await CallerAsync(http).ConfigureAwait(false) is not { } caller) return;
        if (await PositionsReader.ReadAsync(http, options.MaxMessageBytes).ConfigureAwait(false) is not { } positions || positions.Count > options.MaxSubscriptionsPerConnection)
        {
            await Problems.BadRequestAsync(http, ErrorCode.InvalidMessage.Name, "The body must be {\"positions\":{pipeline_id:{\"epoch\":…,\"version\":…}|null}}, at most 1,000 of them.", ErrorCode.InvalidMessage.Suggestion).ConfigureAwait(false);
            return;
        }

        await WriteManyAsync(http, caller, positions).ConfigureAwait(false);
    }

    private async ValueTask<Caller?> CallerAsync(HttpContext http)
    {
        var caller = await identity.FindAsync(http, null).ConfigureAwait(false);
        if (caller is null) await Problems.UnauthenticatedAsync(http).ConfigureAwait(false);
        return caller;
    }

    private async ValueTask<PipelineState?> VisibleAsync(Caller caller, string id, CancellationToken cancellationToken) =>
        await hub.ReadAsync([id], cancellationToken).ConfigureAwait(false) is [var state] && await MayAsync(caller, state, cancellationToken).ConfigureAwait(false) ? state : null;

    private ValueTask<bool> MayAsync(Caller caller, PipelineState state, CancellationToken cancellationToken) =>
        authorizer.CanReadAsync(caller.Principal, caller.UserId, state, cancellationToken);

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

    private async Task WriteManyAsync(HttpContext http, Caller caller, IReadOnlyDictionary<string, PipelinePosition?> positions)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var newer = new List<PipelineState>();
        foreach (var state in await hub.ReadAsync([.. positions.Keys], http.RequestAborted).ConfigureAwait(false))
        {
            if (!await MayAsync(caller, state, http.RequestAborted).ConfigureAwait(false)) continue;
            found.Add(state.Id);
            if (positions[state.Id] != state.Position) newer.Add(state);
        }

        var body = JsonWriting.Encode((newer, missing: positions.Keys.Where(id => !found.Contains(id))), static (w, a) =>
        {
            w.WriteStartObject();
            w.WriteStartArray("pipelines");
            foreach (var state in a.newer) PipelineStateWriter.Write(w, state, FullStateShape.Whole);
            w.WriteEndArray();
            w.WriteStartArray("not_found");
            foreach (var id in a.missing) w.WriteStringValue(id);
            w.WriteEndArray();
            w.WriteEndObject();
        });
        await JsonAnswer.WriteAsync(http, body).ConfigureAwait(false);
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
