using System.Text.Json;
using System.Text.Json.Nodes;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Tests.Protocol;

/// <summary>A message as the vectors tell its meaning: what is as if it were absent is left out.</summary>
internal static class MessageMeaning
{
    public static JsonObject Of(ClientMessage message)
    {
        var meaning = new JsonObject
        {
            ["type"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(message.Type.ToString()),
        };
        if (message.PipelineIds.Count > 0)
            meaning["pipeline_ids"] = new JsonArray([.. message.PipelineIds.Select(id => JsonValue.Create(id))]);
        if (message.InvalidIds > 0)
            meaning["invalid_ids"] = message.InvalidIds;
        if (message.Detail == SubscriptionDetail.Pipeline)
            meaning["detail"] = "pipeline";
        if (message.Query is { } query)
            Describe(message, query, meaning);
        if (message.QueryId is not null)
            meaning["query_id"] = message.QueryId;
        if (message.MaxHz > 0)
            meaning["max_hz"] = message.MaxHz;
        if (message.Wait)
            meaning["wait"] = true;
        if (message.Action != PipelineControls.None)
            meaning["action"] = ControlNames.Of(message.Action);
        if (message.Reason is not null)
            meaning["reason"] = message.Reason;
        if (message.QuestionId is not null)
            meaning["question_id"] = message.QuestionId;
        if (message.Answer is not null)
            meaning["answer"] = JsonNode.Parse(message.Answer);
        if (message.Ticket is not null)
            meaning["ticket"] = message.Ticket;
        if (message.Timestamp is { } timestamp)
            meaning["timestamp"] = JsonNode.Parse(timestamp.GetRawText());
        if (message.RequestId is not null)
            meaning["request_id"] = message.RequestId;
        if (message.Positions.Count > 0)
            meaning["positions"] = Positions(message);
        return meaning;
    }

    private static void Describe(ClientMessage message, PipelineQuery query, JsonObject meaning)
    {
        meaning["limit"] = query.Limit;
        meaning["detail"] = message.IsListOnly ? "none" : message.Detail.ToString().ToLowerInvariant();
        if (query.Owner.Length > 0)
            meaning["owner"] = query.Owner;
        if (query.Kind is not null)
            meaning["kind"] = query.Kind;
        if (!query.Statuses.IsEmpty)
            meaning["status"] = new JsonArray([
                .. query.Statuses.Select(status => JsonValue.Create(StatusNames.Of(status))),
            ]);
    }

    private static JsonObject Positions(ClientMessage message) =>
        new(
            message.Positions.Select(p =>
                KeyValuePair.Create<string, JsonNode?>(
                    p.Key, new JsonObject { ["epoch"] = p.Value.Epoch, ["version"] = p.Value.Version })));
}
