using System.Globalization;
using Dpa.Realtime.Connections;
using Dpa.Realtime.Protocol;
using Microsoft.AspNetCore.Http;

namespace Dpa.Realtime.Endpoints;

/// <summary>
/// Reads what a stream is to bring: <c>detail</c>, <c>max_hz</c>, <c>wait</c> and <c>user</c> mean what they mean in a
/// subscribe message (docs/protocol.md#messages-from-the-client).
/// </summary>
internal static class EventsQuery
{
    /// <summary>For GET: the ids stand in the query, the positions in <c>Last-Event-ID</c>.</summary>
    public static BadRequest? Read(HttpRequest http, int max, out EventsRequest request)
    {
        var wrong = Read(http.Query, out request);
        var positions = EventId.Read(http.Headers["Last-Event-ID"].ToString());
        var named = new NamedPipelines(max);
        if (!(request.WatchesUser || IsList(http.Query)) || http.Query.ContainsKey("ids"))
            wrong ??= IdsQuery.Read(http.Query, named);
        request = request with { Subscribe = Naming(request.Subscribe, named) with { Positions = positions } };
        return wrong;
    }

    /// <summary>
    /// For POST: both stand in the body. None at all is allowed: such a stream has its heartbeat, and shows that
    /// streams get through.
    /// </summary>
    public static BadRequest? Read(IQueryCollection query, NamedPipelines named, out EventsRequest request)
    {
        var wrong = Read(query, out request);
        var known = named
            .Positions.Where(p => p.Value is not null)
            .ToDictionary(p => p.Key, p => p.Value!.Value, StringComparer.Ordinal);
        request = request with { Subscribe = Naming(request.Subscribe, named) with { Positions = known } };
        return wrong;
    }

    /// <summary>
    /// Reads <c>?list=true</c> with the filters of a list: a live list of that name. Called last, with the positions.
    /// </summary>
    public static BadRequest? ReadList(IQueryCollection query, Caller caller, ref EventsRequest request)
    {
        if (!query.ContainsKey("list")) return null;
        if (!IsList(query)) return BadRequest.List;
        if (query.ContainsKey("since") || query.ContainsKey("cursor")) return BadRequest.LiveList;
        var wrong = ListQuery.Read(query, caller, out var asked);
        var detail = query.ContainsKey("detail") ? request.Subscribe.Detail : SubscriptionDetail.Summary;
        request = request with
        {
            List = request.Subscribe with
            {
                Type = ClientMessageType.SubscribeQuery, QueryId = "list", Query = asked, Detail = detail, Wait = false,
                PipelineIds = [], InvalidIds = 0, ExcessIds = 0,
            },
        };
        return wrong;
    }

    private static bool IsList(IQueryCollection query) => query["list"].ToString() == "true";

    /// <summary>
    /// Those beyond the limit are named too, as many again: each is refused by itself, as on the socket.
    /// </summary>
    private static ClientMessage Naming(ClientMessage message, NamedPipelines named)
    {
        string[] refused = [.. named.Excess.Take(named.Positions.Count)];
        return message with
        {
            PipelineIds = [.. named.Positions.Keys, .. refused],
            InvalidIds = named.Invalid,
            ExcessIds = named.Excess.Count - refused.Length + named.Unnamed,
        };
    }

    private static BadRequest? Read(IQueryCollection query, out EventsRequest request)
    {
        BadRequest? wrong = null;
        T Read<T>(string name, T absent, Func<string, T?> read, BadRequest otherwise)
            where T : struct
        {
            if (query[name].ToString() is not { Length: > 0 } text) return absent;
            var value = read(text);
            if (value is null) wrong ??= otherwise;
            return value ?? absent;
        }

        var message = new ClientMessage
        {
            Type = ClientMessageType.SubscribePipeline,
            Detail = Read("detail", SubscriptionDetail.Stages, Detail, BadRequest.Detail),
            MaxHz = Read("max_hz", 0, MaxHz, BadRequest.MaxHz),
            Wait = Read("wait", false, Flag, BadRequest.Wait),
        };
        var wrongUser = UserQuery.Read(query, out var withUser);
        request = new EventsRequest(message, withUser);
        return wrong ?? wrongUser;
    }

    private static SubscriptionDetail? Detail(string text) => text switch
    {
        "stages" => SubscriptionDetail.Stages,
        "pipeline" => SubscriptionDetail.Pipeline,
        "summary" => SubscriptionDetail.Summary,
        _ => null,
    };

    private static double? MaxHz(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var hz)
        && hz is >= 0.1 and <= 60
            ? hz
            : null;

    private static bool? Flag(string text) => text switch
    {
        "true" => true,
        "false" => false,
        _ => null,
    };
}
