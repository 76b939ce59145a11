using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Tests.Protocol;

/// <summary>The codec against <c>server-frames.json</c>.</summary>
public sealed class ServerFrameVectorTests
{
    private static readonly Dictionary<string, JsonObject> Vectors = ProtocolFiles.Cases("server-frames.json");

    private static readonly ErrorCode[] Codes =
    [
        ErrorCode.InvalidJson, ErrorCode.InvalidMessage, ErrorCode.UnknownType, ErrorCode.NotFound, ErrorCode.InvalidPipelineId, ErrorCode.TooManySubscriptions, ErrorCode.RateLimited,
        ErrorCode.NotControllable, ErrorCode.BackplaneUnavailable,
    ];

    public static TheoryData<string> Names => [.. Vectors.Keys];

    public static TheoryData<string> WholeStates => [.. Vectors.Where(v => (string?)v.Value["write"] == "pipeline_progress" && v.Value["form"] is null).Select(v => v.Key)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Write_Vector_IsTheFrame(string name)
    {
        var frame = Write(Vectors[name]);

        Assert.True(JsonNode.DeepEquals(Vectors[name]["frame"], JsonNode.Parse(frame)), $"Written was {Encoding.UTF8.GetString(frame)}.");
    }

    /// <summary>What is written can be read again, and says the same then.</summary>
    [Theory]
    [MemberData(nameof(WholeStates))]
    public void Decode_VectorOfAWholeState_IsTheState(string name)
    {
        var frame = Vectors[name]["frame"]!;

        var again = PipelineStateCodec.Encode(PipelineStateCodec.Decode(Encoding.UTF8.GetBytes(frame.ToJsonString())));

        Assert.True(JsonNode.DeepEquals(frame, JsonNode.Parse(again)), $"Read and written again it is {Encoding.UTF8.GetString(again)}.");
    }

    private static byte[] Write(JsonObject d) => (string)d["write"]! switch
    {
        "pipeline_progress" => PipelineStateCodec.Encode(DescribedState.Read(d["state"]!), DescribedState.Form(d["form"])),
        "stage_update" => StageUpdate(d),
        "connection" => FrameCodec.Connected(Text(d, "user_id")!, Text(d, "connection_id")!, Time(d), Options(d)),
        "subscription_confirmed" => FrameCodec.SubscriptionConfirmed(Text(d, "pipeline_id")!, Text(d, "request_id"), DescribedState.Position(d)),
        "unsubscription_confirmed" => FrameCodec.UnsubscriptionConfirmed(Text(d, "pipeline_id")!, Text(d, "request_id"), Text(d, "reason")!),
        "status" => FrameCodec.Status(Text(d, "user_id")!, (int)d["user_connections"]!, [.. d["subscriptions"]!.AsArray().Select(s => (string)s!)]),
        "error" => FrameCodec.Error(Codes.Single(c => c.Name == Text(d, "code")), Text(d, "text"), Text(d, "request_id"), Text(d, "pipeline_id")),
        "ping" => FrameCodec.Ping(Time(d), [.. d["marks"]!.AsObject().Select(m => KeyValuePair.Create(m.Key, DescribedState.Position(m.Value!)))]),
        "pong" => FrameCodec.Pong(d["timestamp"] is { } echoed ? JsonDocument.Parse(echoed.ToJsonString()).RootElement : null, Time(d)),
        "control_accepted" => FrameCodec.ControlAccepted(Text(d, "pipeline_id")!, Enum.Parse<PipelineControls>(Text(d, "action")!, ignoreCase: true), Text(d, "request_id")),
        "reconnect" => FrameCodec.Reconnect(TimeSpan.FromMilliseconds((long)d["after_ms"]!), Text(d, "reason")!),
        var other => throw new InvalidOperationException($"'{other}' is no frame."),
    };

    private static byte[] StageUpdate(JsonObject d) => FrameCodec.StageUpdate(
        new AcceptedChange { State = DescribedState.Read(d["state"]!), Stage = Text(d, "stage"), Transitions = d["transition"] is { } t ? [DescribedState.Transition(t)] : [] },
        (bool?)d["provisional"] == true);

    private static DpaRealtimeOptions Options(JsonObject d) => new()
    {
        HeartbeatInterval = TimeSpan.FromMilliseconds((long)d["heartbeat_interval_ms"]!),
        MaxSubscriptionsPerConnection = (int)d["max_subscriptions"]!,
        MaxMessageBytes = (int)d["max_message_bytes"]!,
    };

    private static DateTimeOffset Time(JsonObject d) => DescribedState.Time(d["time"])!.Value;

    private static string? Text(JsonObject d, string field) => (string?)d[field];
}
