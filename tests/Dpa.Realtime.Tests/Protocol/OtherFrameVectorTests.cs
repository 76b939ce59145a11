using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Tests.Protocol;

/// <summary>
/// docs/protocol/vectors/other-frames.json: each frame that is no state, exactly as it goes over the wire.
/// </summary>
public sealed class OtherFrameVectorTests
{
    private static readonly VectorFile Vectors = new("other-frames.json");

    private static readonly ErrorCode[] Codes =
    [
        ErrorCode.InvalidJson, ErrorCode.InvalidMessage, ErrorCode.UnknownType, ErrorCode.NotFound,
        ErrorCode.InvalidPipelineId, ErrorCode.TooManySubscriptions, ErrorCode.RateLimited, ErrorCode.NotControllable,
        ErrorCode.BackplaneUnavailable, ErrorCode.ApplicationUnavailable, ErrorCode.ControlFailed,
        ErrorCode.AlreadyAnswered, ErrorCode.NoSuchQuestion, ErrorCode.InvalidAnswer,
    ];

    public static TheoryData<string> Names => Vectors.Names();

    [Theory]
    [MemberData(nameof(Names))]
    public void Encode_Frame_Exact(string name)
    {
        var frame = Encode(Vectors[name]);

        Assert.True(
            JsonNode.DeepEquals(Vectors[name]["frame"], JsonNode.Parse(frame)),
            $"Written was {Encoding.UTF8.GetString(frame)}.");
    }

    private static byte[] Encode(JsonObject d) =>
        (string)d["write"]! switch
        {
            "connection" => FrameCodec.Connected(Text(d, "user_id")!, Text(d, "connection_id")!, Time(d), Options(d)),
            "subscription_confirmed" => FrameCodec.SubscriptionConfirmed(
                Text(d, "pipeline_id")!, Text(d, "request_id"), Position(d)),
            "unsubscription_confirmed" => FrameCodec.UnsubscriptionConfirmed(
                Text(d, "pipeline_id")!, Text(d, "request_id"), Text(d, "reason")!),
            "status" => FrameCodec.Status(
                Text(d, "user_id")!, (int)d["user_connections"]!,
                [.. d["subscriptions"]!.AsArray().Select(s => (string)s!)]),
            "query" => FrameCodec.Query(
                Text(d, "query_id")!, [.. d["pipeline_ids"]!.AsArray().Select(s => (string)s!)],
                Text(d, "request_id")),
            "error" => FrameCodec.Error(
                Codes.Single(c => c.Name == Text(d, "code")),
                Text(d, "text"), Text(d, "request_id"), Text(d, "pipeline_id")),
            "ping" => FrameCodec.Ping(
                Time(d),
                [.. d["marks"]!.AsObject().Select(m => KeyValuePair.Create(m.Key, Position(m.Value!.AsObject())))]),
            "pong" => FrameCodec.Pong(
                d["timestamp"] is { } echoed ? JsonDocument.Parse(echoed.ToJsonString()).RootElement : null, Time(d)),
            "control_accepted" => FrameCodec.ControlAccepted(
                Text(d, "pipeline_id")!, Action(Text(d, "action")!), Text(d, "request_id")),
            "reconnect" => FrameCodec.Reconnect(TimeSpan.FromMilliseconds((long)d["after_ms"]!), Text(d, "reason")!),
            var other => throw new InvalidDataException($"'{other}' is no frame."),
        };

    private static DpaRealtimeOptions Options(JsonObject d) => new()
    {
        HeartbeatInterval = TimeSpan.FromMilliseconds((long)d["heartbeat_interval_ms"]!),
        MaxSubscriptionsPerConnection = (int)d["max_subscriptions"]!,
        MaxMessageBytes = (int)d["max_message_bytes"]!,
    };

    private static PipelinePosition Position(JsonObject d) =>
        d["epoch"] is null ? default : new((string)d["epoch"]!, (long)d["version"]!);

    private static DateTimeOffset Time(JsonObject d) =>
        DateTimeOffset.Parse(Text(d, "time")!, CultureInfo.InvariantCulture);

    private static PipelineControls Action(string name) =>
        ControlNames.TryParse(name, out var action) ? action : throw new InvalidDataException($"'{name}'?");

    private static string? Text(JsonObject d, string field) => (string?)d[field];
}
