using System.Text.Json;

namespace Dpa.Realtime.Protocol;

/// <summary>The frames a server sends (docs/protocol.md#frames-from-the-server), as UTF-8 JSON.</summary>
internal static class FrameCodec
{
    public static byte[] StageUpdate(AcceptedChange change, bool provisional = false) =>
        JsonWriting.Encode((change, provisional), static (w, a) =>
        {
            var state = a.change.State;
            var stage = state.FindStage(a.change.Stage!)!;
            var transition = a.change.Transitions.IsEmpty ? null : a.change.Transitions[^1];
            w.WriteStartObject();
            w.WriteString("type", "stage_update");
            w.WriteString("pipeline_id", state.Id);
            w.WriteString("epoch", state.Position.Epoch);
            w.WriteNumber("version", state.Position.Version);
            w.WriteNumber("transition", state.Transition);
            w.WriteString("stage_type", stage.Id);
            w.WriteString("stage_id", stage.StageId);
            w.WriteString("stage_name", stage.Name);
            PipelineStateWriter.WriteStageValues(w, stage);
            w.WriteString("change", ChangeOf(transition));
            if (transition is not null)
                w.WriteString("from", StatusNames.Of(transition.From));
            w.WriteNumber("overall_progress", state.OverallProgress);
            w.WriteString("current_stage", state.CurrentStage);
            WireTime.Write(w, "timestamp", state.Timestamp);
            if (a.provisional)
                w.WriteBoolean("provisional", true);
            w.WriteEndObject();
        });

    private static string ChangeOf(PipelineTransition? transition)
    {
        if (transition is null)
            return "progress";
        if (transition.IsNewAttempt)
            return "attempt";
        return transition.From == transition.To ? "warning" : "status";
    }

    public static byte[] Connected(
        string userId,
        string connectionId,
        DateTimeOffset now,
        DpaRealtimeOptions options
    ) => JsonWriting.Encode((userId, connectionId, now, options), static (w, a) =>
        {
            w.WriteStartObject();
            w.WriteString("type", "connection");
            w.WriteString("status", "connected");
            w.WriteString("user_id", a.userId);
            w.WriteString("connection_id", a.connectionId);
            WireTime.Write(w, "timestamp", a.now);
            w.WriteNumber("protocol", 1);
            w.WriteNumber("heartbeat_interval_ms", (long)a.options.HeartbeatInterval.TotalMilliseconds);
            w.WriteStartObject("limits");
            w.WriteNumber("max_subscriptions", a.options.MaxSubscriptionsPerConnection);
            w.WriteNumber("max_message_bytes", a.options.MaxMessageBytes);
            w.WriteEndObject();
            w.WriteEndObject();
        });

    public static byte[] SubscriptionConfirmed(string pipelineId, string? requestId, PipelinePosition position) =>
        JsonWriting.Encode((pipelineId, requestId, position), static (w, a) =>
        {
            w.WriteStartObject();
            w.WriteString("type", "subscription_confirmed");
            w.WriteString("pipeline_id", a.pipelineId);
            if (a.requestId is not null)
                w.WriteString("request_id", a.requestId);
            w.WriteString("epoch", a.position.Epoch ?? "");
            w.WriteNumber("version", a.position.Version);
            w.WriteEndObject();
        });

    public static byte[] UnsubscriptionConfirmed(string pipelineId, string? requestId, string reason) =>
        JsonWriting.Encode((pipelineId, requestId, reason), static (w, a) =>
        {
            w.WriteStartObject();
            w.WriteString("type", "unsubscription_confirmed");
            w.WriteString("pipeline_id", a.pipelineId);
            if (a.requestId is not null)
                w.WriteString("request_id", a.requestId);
            w.WriteString("reason", a.reason);
            w.WriteEndObject();
        });

    public static byte[] Status(string userId, int userConnections, IReadOnlyCollection<string> subscriptions) =>
        JsonWriting.Encode((userId, userConnections, subscriptions), static (w, a) =>
        {
            w.WriteStartObject();
            w.WriteString("type", "status");
            w.WriteString("user_id", a.userId);
            w.WriteNumber("user_connections", a.userConnections);
            w.WriteStartArray("subscriptions");
            foreach (var id in a.subscriptions)
                w.WriteStringValue(id);
            w.WriteEndArray();
            w.WriteEndObject();
        });

    /// <summary>What a live query lists now, in order.</summary>
    public static byte[] Query(string queryId, IReadOnlyCollection<string> pipelineIds, string? requestId) =>
        JsonWriting.Encode((queryId, pipelineIds, requestId), static (w, a) =>
        {
            w.WriteStartObject();
            w.WriteString("type", "query");
            w.WriteString("query_id", a.queryId);
            w.WriteStartArray("pipeline_ids");
            foreach (var id in a.pipelineIds)
                w.WriteStringValue(id);
            w.WriteEndArray();
            if (a.requestId is not null)
                w.WriteString("request_id", a.requestId);
            w.WriteEndObject();
        });

    public static byte[] Error(
        ErrorCode code,
        string? message = null,
        string? requestId = null,
        string? pipelineId = null
    ) => JsonWriting.Encode((code, message, requestId, pipelineId), static (w, a) =>
        {
            w.WriteStartObject();
            w.WriteString("type", "error");
            w.WriteString("code", a.code.Name);
            w.WriteString("message", a.message ?? a.code.Message);
            w.WriteString("suggestion", a.code.Suggestion);
            if (a.requestId is not null)
                w.WriteString("request_id", a.requestId);
            if (a.pipelineId is not null)
                w.WriteString("pipeline_id", a.pipelineId);
            w.WriteEndObject();
        });

    public static byte[] Ping(DateTimeOffset now, IReadOnlyCollection<KeyValuePair<string, PipelinePosition>> marks) =>
        JsonWriting.Encode((now, marks), static (w, a) =>
        {
            w.WriteStartObject();
            w.WriteString("type", "ping");
            WireTime.Write(w, "timestamp", a.now);
            if (a.marks.Count > 0)
            {
                w.WriteStartObject("marks");
                foreach (var (id, position) in a.marks)
                    w.WriteString(id, position.ToString());
                w.WriteEndObject();
            }

            w.WriteEndObject();
        });

    /// <summary>Echoes the client's timestamp as it came (a string or a number), or sends the server's time.</summary>
    public static byte[] Pong(JsonElement? timestamp, DateTimeOffset now) =>
        JsonWriting.Encode((timestamp, now), static (w, a) =>
        {
            w.WriteStartObject();
            w.WriteString("type", "pong");
            if (a.timestamp is { } echoed)
            {
                w.WritePropertyName("timestamp");
                echoed.WriteTo(w);
            }
            else
            {
                WireTime.Write(w, "timestamp", a.now);
            }

            w.WriteEndObject();
        });

    public static byte[] ControlAccepted(string pipelineId, PipelineControls action, string? requestId) =>
        JsonWriting.Encode((pipelineId, action, requestId), static (w, a) =>
        {
            w.WriteStartObject();
            w.WriteString("type", "control_accepted");
            w.WriteString("pipeline_id", a.pipelineId);
            w.WriteString("action", ControlNames.Of(a.action));
            if (a.requestId is not null)
                w.WriteString("request_id", a.requestId);
            w.WriteEndObject();
        });

    public static byte[] Reconnect(TimeSpan after, string reason) =>
        JsonWriting.Encode((after, reason), static (w, a) =>
        {
            w.WriteStartObject();
            w.WriteString("type", "reconnect");
            w.WriteNumber("after_ms", (long)a.after.TotalMilliseconds);
            w.WriteString("reason", a.reason);
            w.WriteEndObject();
        });
}
