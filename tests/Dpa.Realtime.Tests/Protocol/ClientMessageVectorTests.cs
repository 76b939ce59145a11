using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Tests.Protocol;

/// <summary>The parser against <c>client-messages.json</c>.</summary>
public sealed class ClientMessageVectorTests
{
    private static readonly Dictionary<string, JsonObject> Vectors = ProtocolFiles.Cases("client-messages.json");

    public static TheoryData<string> Names => [.. Vectors.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Parse_Vector_IsWhatItMeans(string name)
    {
        var vector = Vectors[name];
        var (message, error) = ClientMessageParser.Parse(Encoding.UTF8.GetBytes(TextOf(vector["text"]!)));

        if (vector["message"] is { } expected)
        {
            Assert.True(message is not null, $"Answered with {Encoding.UTF8.GetString(error ?? [])}.");
            var meaning = Describe(message);
            Assert.True(JsonNode.DeepEquals(expected, meaning), $"Understood as {meaning.ToJsonString()}.");
            return;
        }

        Assert.Null(message);
        var answer = JsonNode.Parse(error)!.AsObject();
        Assert.Equal((string?)vector["error"]!["code"], (string?)answer["code"]);
        Assert.Equal((string?)vector["error"]!["request_id"], (string?)answer["request_id"]);
        if (vector["error"]!["field"] is { } field) Assert.Contains($"'{field}'", (string?)answer["message"], StringComparison.Ordinal);
        Assert.True(error!.Length < 1024, "An answer is short, whatever the client sent.");
    }

    /// <summary>A text, or a list of texts and of [text, how often].</summary>
    private static string TextOf(JsonNode text) => text is JsonArray parts
        ? string.Concat(parts.Select(p => p is JsonArray repeated ? string.Concat(Enumerable.Repeat((string)repeated[0]!, (int)repeated[1]!)) : (string)p!))
        : (string)text!;

    private static JsonObject Describe(ClientMessage m)
    {
        var meaning = new JsonObject { ["type"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(m.Type.ToString()) };
        void Say(bool isThere, string field, JsonNode? value)
        {
            if (isThere) meaning[field] = value;
        }

        Say(m.PipelineIds.Count > 0, "pipeline_ids", new JsonArray([.. m.PipelineIds.Select(id => JsonValue.Create(id))]));
        Say(m.Positions.Count > 0, "positions", new JsonObject(m.Positions.Select(p =>
            KeyValuePair.Create(p.Key, (JsonNode?)new JsonObject { ["epoch"] = p.Value.Epoch, ["version"] = p.Value.Version }))));
        Say(m.Detail == SubscriptionDetail.Pipeline, "detail", "pipeline");
        Say(m.MaxHz > 0, "max_hz", m.MaxHz);
        Say(m.Wait, "wait", true);
        Say(m.RequestId is not null, "request_id", m.RequestId);
        Say(m.InvalidIds > 0, "invalid_ids", m.InvalidIds);
        Say(m.Action != PipelineControls.None, "action", m.Action == PipelineControls.None ? null : ControlNames.Of(m.Action));
        Say(m.Reason is not null, "reason", m.Reason);
        Say(m.Ticket is not null, "ticket", m.Ticket);
        Say(m.Timestamp is not null, "timestamp", m.Timestamp is { } t ? JsonNode.Parse(t.GetRawText()) : null);
        return JsonNode.Parse(meaning.ToJsonString())!.AsObject();
    }
}
