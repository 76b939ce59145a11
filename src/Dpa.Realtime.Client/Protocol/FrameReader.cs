using System.Globalization;
using System.Text.Json;

namespace Dpa.Realtime.Client.Protocol;

/// <summary>Reads one message of the server.</summary>
internal static class FrameReader
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16 };

    /// <returns>The frame; null if it is not JSON, has no known type, or lacks what its type needs.</returns>
    public static ServerFrame? Read(ReadOnlyMemory<byte> utf8Json)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8Json, Options);
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null; // no JSON, or half a surrogate pair in a text
        }
    }

    private static ServerFrame? Read(JsonElement e) =>
        e.ValueKind != JsonValueKind.Object
            ? null
            : e.Text("type") switch
            {
                "connection" => Greeting(e),
                "pipeline_progress" => StateReader.Read(e),
                "stage_update" => StageReader.ReadUpdate(e),
        "progress" => ShortFrameReader.ReadProgress(e),
        "pipeline_update" => ShortFrameReader.ReadUpdate(e),
                "subscription_confirmed" => e.Text("pipeline_id") is { } id && e.Position() is { } position
                    ? new ConfirmedFrame(id, position)
                    : null,
                "unsubscription_confirmed" => e.Text("pipeline_id") is { } id
                    ? new UnsubscribedFrame(id, e.Text("reason") ?? "requested")
                    : null,
                "query" => e.Text("query_id") is { } query ? new QueryFrame(query, Texts(e, "pipeline_ids")) : null,
                "error" => e.Text("code") is { } code
                    ? new ErrorFrame(
                        code, e.Text("message") ?? code, e.Text("suggestion") ?? "", e.Text("request_id"),
                        e.Text("pipeline_id"))
                    : null,
                "ping" => new PingFrame(e.Text("timestamp"), Marks(e)),
                "pong" => new PongFrame(e.Text("timestamp")),
                "control_accepted" => new ControlAcceptedFrame(e.Text("request_id")),
                "status" => new StatusFrame(Texts(e, "subscriptions")),
                "reconnect" => new ReconnectFrame(e.Milliseconds("after_ms") ?? TimeSpan.Zero),
                _ => null,
            };

    private static List<string> Texts(JsonElement e, string name) =>
        e.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Where(t => t.ValueKind == JsonValueKind.String).Select(t => t.GetString()!)]
            : [];

    private static GreetingFrame Greeting(JsonElement e)
    {
        var limits = e.TryGetProperty("limits", out var l) && l.ValueKind == JsonValueKind.Object ? l : default;
        int? Limit(string name) =>
            limits.ValueKind == JsonValueKind.Object
                ? (int?)Math.Min(limits.Count(name) ?? int.MaxValue, int.MaxValue)
                : null;
        return new GreetingFrame(
            e.Count("protocol") ?? 1, e.Milliseconds("heartbeat_interval_ms"), Limit("max_subscriptions"),
            Limit("max_message_bytes"));
    }

    private static List<KeyValuePair<string, PipelinePosition>> Marks(JsonElement e)
    {
        var marks = new List<KeyValuePair<string, PipelinePosition>>();
        if (!e.TryGetProperty("marks", out var all) || all.ValueKind != JsonValueKind.Object) return marks;
        foreach (var mark in all.EnumerateObject())
        {
            var text = mark.Value.ValueKind == JsonValueKind.String ? mark.Value.GetString()! : "";
            var colon = text.LastIndexOf(':');
            if (
                colon > 0
                && long.TryParse(
                    text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
                marks.Add(new(mark.Name, new(text[..colon], version)));
        }

        return marks;
    }
}
