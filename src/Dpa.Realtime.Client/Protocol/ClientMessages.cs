using System.Text.Json;

namespace Dpa.Realtime.Client.Protocol;

/// <summary>What a client sends (docs/protocol.md#messages-from-the-client), as UTF-8 JSON.</summary>
internal static class ClientMessages
{
    /// <summary>The name of the protocol, offered when a socket is opened.</summary>
    public const string SubProtocol = "dpa.realtime.v1";

    public static byte[] Subscribe(IReadOnlyList<Ask> asks) => JsonWriting.Encode(asks, static (w, a) =>
        {
            var wanted = a[0].Wanted;
            w.WriteStartObject();
            w.WriteString("type", "subscribe_pipeline");
            WriteIds(w, a.Select(ask => ask.Id));
            if (a.Any(ask => ask.Since is not null))
            {
                w.WriteStartObject("positions");
                foreach (var ask in a)
                    if (ask.Since is { } since)
                        WritePosition(w, ask.Id, since);
                w.WriteEndObject();
            }

            if (wanted.Detail.Word() is { } detail)
                w.WriteString("detail", detail);
            if (wanted.MaxHz is { } hz)
                w.WriteNumber("max_hz", hz);
            if (wanted.Wait)
                w.WriteBoolean("wait", true);
            w.WriteEndObject();
        });

    public static byte[] Unsubscribe(IReadOnlyList<string> ids) => JsonWriting.Encode(ids, static (w, a) =>
        {
            w.WriteStartObject();
            w.WriteString("type", "unsubscribe_pipeline");
            WriteIds(w, a);
            w.WriteEndObject();
        });

    public static byte[] User(bool wanted) => JsonWriting.Encode(wanted, static (w, a) =>
        {
            w.WriteStartObject();
            w.WriteString("type", a ? "subscribe_user" : "unsubscribe_user");
            w.WriteEndObject();
        });

    /// <summary>A live list; its id comes back with an error, too.</summary>
    public static byte[] Query(string id, PipelineQuery query) => JsonWriting.Encode((id, query), static (w, a) =>
        {
            w.WriteStartObject();
            w.WriteString("type", "subscribe_query");
            w.WriteString("query_id", a.id);
            w.WriteString("request_id", a.id);
            if (a.query.Owner is { } owner)
                w.WriteString("owner", owner);
            if (!a.query.Statuses.IsDefaultOrEmpty)
            {
                w.WriteStartArray("status");
                foreach (var status in a.query.Statuses)
                    w.WriteStringValue(StatusNames.Of(status));
                w.WriteEndArray();
            }

            if (a.query.Kind is { } kind)
                w.WriteString("kind", kind);
            w.WriteNumber("limit", a.query.Limit);
            w.WriteEndObject();
        });

    public static byte[] Unquery(string id) => JsonWriting.Encode(id, static (w, a) =>
        {
            w.WriteStartObject();
            w.WriteString("type", "unsubscribe_query");
            w.WriteString("query_id", a);
            w.WriteEndObject();
        });

    public static byte[] Control(string pipelineId, PipelineControls action, string? reason, string requestId) =>
        JsonWriting.Encode((pipelineId, action, reason, requestId), static (w, a) =>
        {
            w.WriteStartObject();
            w.WriteString("type", "control");
            w.WriteString("pipeline_id", a.pipelineId);
            w.WriteString("action", ControlNames.Of(a.action));
            if (a.reason is not null)
                w.WriteString("reason", a.reason);
            w.WriteString("request_id", a.requestId);
            w.WriteEndObject();
        });

    /// <param name="pipelineId">The pipeline.</param>
    /// <param name="questionId">Its question.</param>
    /// <param name="answer">Writes the answer as one JSON value.</param>
    /// <param name="requestId">Comes back with the server's answer.</param>
    public static byte[] Answer(
        string pipelineId, string questionId, Action<Utf8JsonWriter> answer, string requestId) =>
        JsonWriting.Encode((pipelineId, questionId, answer, requestId), static (w, a) =>
        {
            w.WriteStartObject();
            w.WriteString("type", "control");
            w.WriteString("pipeline_id", a.pipelineId);
            w.WriteString("action", ControlNames.Of(ControlNames.Answer));
            w.WriteString("question_id", a.questionId);
            w.WritePropertyName("answer");
            a.answer(w);
            w.WriteString("request_id", a.requestId);
            w.WriteEndObject();
        });

    public static byte[] Authenticate(string ticket, string requestId) =>
        JsonWriting.Encode((ticket, requestId), static (w, a) =>
        {
            w.WriteStartObject();
            w.WriteString("type", "authenticate");
            w.WriteString("ticket", a.ticket);
            w.WriteString("request_id", a.requestId);
            w.WriteEndObject();
        });

    public static byte[] GetStatus() => JsonWriting.Encode(0, static (w, _) =>
    {
        w.WriteStartObject();
        w.WriteString("type", "get_status");
        w.WriteEndObject();
    });

    public static byte[] Ping(string timestamp) => Heartbeat("ping", timestamp);

    public static byte[] Pong(string? timestamp) => Heartbeat("pong", timestamp);

    /// <summary>The body of a poll, and of a stream's request: what is held of each pipeline.</summary>
    public static byte[] Positions(IReadOnlyList<KeyValuePair<string, PipelinePosition?>> positions) =>
        JsonWriting.Encode(positions, static (w, a) =>
        {
            w.WriteStartObject();
            w.WriteStartObject("positions");
            foreach (var (id, position) in a)
            {
                if (position is { } held)
                    WritePosition(w, id, held);
                else
                    w.WriteNull(id);
            }

            w.WriteEndObject();
            w.WriteEndObject();
        });

    private static byte[] Heartbeat(string type, string? timestamp) =>
        JsonWriting.Encode((type, timestamp), static (w, a) =>
        {
            w.WriteStartObject();
            w.WriteString("type", a.type);
            if (a.timestamp is not null)
                w.WriteString("timestamp", a.timestamp);
            w.WriteEndObject();
        });

    private static void WriteIds(Utf8JsonWriter w, IEnumerable<string> ids)
    {
        w.WriteStartArray("pipeline_ids");
        foreach (var id in ids)
            w.WriteStringValue(id);
        w.WriteEndArray();
    }

    private static void WritePosition(Utf8JsonWriter w, string name, PipelinePosition position)
    {
        w.WriteStartObject(name);
        w.WriteString("epoch", position.Epoch);
        w.WriteNumber("version", position.Version);
        w.WriteEndObject();
    }
}
