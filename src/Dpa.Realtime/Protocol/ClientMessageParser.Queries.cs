using System.Collections.Immutable;
using System.Text.Json;

namespace Dpa.Realtime.Protocol;

/// <content>Live queries.</content>
internal static partial class ClientMessageParser
{
    private static ClientMessage WithQuery(ClientMessage message, JsonElement root)
    {
        var owner = Text(root, "owner") ?? "";
        if (owner.Length > 0 && !WireBounds.IsUserId(owner)) throw new FieldException("owner", "a user id");
        var kind = Text(root, "kind");
        if (kind?.Length > WireBounds.MaxId) throw new FieldException("kind", "at most 128 characters");
        var detail = Text(root, "detail");
        return message with
        {
            QueryId = QueryId(root),
            IsListOnly = detail == "none",
            Detail = detail is null or "none" ? SubscriptionDetail.Summary : Detail(root),
            Query = new PipelineQuery(owner) { Kind = kind, Limit = Limit(root), Statuses = Statuses(root) },
        };
    }

    private static string QueryId(JsonElement root) =>
        Text(root, "query_id") is { } id && WireBounds.IsPipelineId(id)
            ? id
            : throw new FieldException("query_id", "1 to 128 characters of a pipeline id's");

    private static int Limit(JsonElement root)
    {
        if (!root.TryGetProperty("limit", out var e) || e.ValueKind == JsonValueKind.Null)
            return new PipelineQuery("").Limit;
        return e.ValueKind == JsonValueKind.Number && e.TryGetInt32(out var limit)
            && limit is > 0 and <= PipelineQuery.MaxLimit
                ? limit
                : throw new FieldException("limit", "a whole number from 1 to 200");
    }

    private static ImmutableArray<PipelineStatus> Statuses(JsonElement root)
    {
        if (!root.TryGetProperty("status", out var e) || e.ValueKind == JsonValueKind.Null) return [];
        if (e.ValueKind != JsonValueKind.Array) throw NoStatuses();
        var statuses = ImmutableArray.CreateBuilder<PipelineStatus>();
        foreach (var name in e.EnumerateArray())
        {
            if (
                name.ValueKind != JsonValueKind.String
                || !StatusNames.TryParse(name.GetString()!, out var status)
                || status == PipelineStatus.Skipped)
                throw NoStatuses();
            if (!statuses.Contains(status)) statuses.Add(status);
        }

        return statuses.DrainToImmutable();
    }

    private static FieldException NoStatuses() => new("status", "an array of statuses of pipelines");
}
