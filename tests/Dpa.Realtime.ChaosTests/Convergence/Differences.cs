using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dpa.Realtime.ChaosNode;
using Dpa.Realtime.ChaosTests.Nodes;
using Dpa.Realtime.ChaosTests.Watching;

namespace Dpa.Realtime.ChaosTests.Convergence;

/// <summary>
/// Where nodes, watchers and producers do not hold the same state of the round's pipelines, while nothing new is said.
/// </summary>
internal static class Differences
{
    private static readonly string[] OwnFields =
    [
        "epoch", "version", "transition", "status", "overall_progress", "current_stage", "message", "attempt",
        "stalled", "error", "timestamp",
    ];
    private static readonly string[] OfStagesOnly = ["version", "timestamp", "current_stage"];

    /// <summary>The first found; null where all agree.</summary>
    public static async Task<string?> FindAsync(ChaosWorld world)
    {
        var truths = new List<Dictionary<string, JsonObject>>();
        foreach (var node in world.Nodes)
        {
            if (await ReadAsync(node, world.Pipelines) is not { } states)
                return $"the node on port {node.Port} cannot say";
            truths.Add(states);
        }

        foreach (var id in world.Pipelines)
        {
            if (truths.FindIndex(t => !t.ContainsKey(id)) is >= 0 and var lacking)
                return $"node {lacking} does not know {id}";
            var truth = truths[0][id];
            if (truths.FindIndex(t => !JsonNode.DeepEquals(t[id], truth)) is >= 0 and var other)
                return $"nodes 0 and {other} differ in {id}: {Brief(truth)}, {Brief(truths[other][id])}";
            foreach (var watcher in world.Watchers)
                if (Find(truth, watcher.Pipelines[id]) is { } difference) return $"{watcher.Name}, {id}: {difference}";
        }

        foreach (var node in world.Nodes)
        foreach (var producer in await node.ProducersAsync())
            if (
                world.Pipelines.Contains(producer.PipelineId)
                && Find(truths[0][producer.PipelineId], producer) is { } difference)
                return difference;
        return null;
    }

    private static async Task<Dictionary<string, JsonObject>?> ReadAsync(NodeProcess node, IReadOnlyList<string> ids)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/pipelines/progress");
        request.Headers.Add("X-USER-ID", ChaosWorld.User);
        request.Content = JsonContent.Create(new { positions = ids.ToDictionary(id => id, _ => (object?)null) });
        try
        {
            using var answer = await node.Http.SendAsync(request);
            if (!answer.IsSuccessStatusCode) return null;
            var body = await answer.Content.ReadFromJsonAsync<JsonObject>();
            return body!["pipelines"]!
                .AsArray()
                .Select(p => p!.AsObject())
                .ToDictionary(p => (string)p["pipeline_id"]!, StringComparer.Ordinal);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    private static string? Find(JsonObject truth, WatchedPipeline watched)
    {
        if (watched.State is not { } held) return "nothing is held";
        foreach (var field in watched.WantsStages ? OwnFields : OwnFields.Except(OfStagesOnly))
            if (!JsonNode.DeepEquals(truth[field], held[field]))
                return $"{field} is {held[field]?.ToJsonString() ?? "absent"}, the server has "
                    + $"{truth[field]?.ToJsonString() ?? "nothing"}; held {Brief(held)}, truth {Brief(truth)}";
        if (!watched.WantsStages)
            return null;
        return JsonNode.DeepEquals(WithoutNulls(truth["stages"]), WithoutNulls(held["stages"]))
            ? null
            : $"the stages are {held["stages"]?.ToJsonString()}, the server has {truth["stages"]!.ToJsonString()}";
    }

    /// <summary>A message that a short frame does not name is gone; in a full state it is null.</summary>
    private static JsonArray WithoutNulls(JsonNode? stages) =>
        [
            .. stages?.AsArray().Select(static stage => (JsonNode)new JsonObject(
                stage!.AsObject().Where(static f => f.Value is not null)
                    .Select(static f => KeyValuePair.Create(f.Key, (JsonNode?)f.Value!.DeepClone())))) ?? [],
        ];

    /// <summary>What a producer has said last is what the server shows.</summary>
    private static string? Find(JsonObject truth, ShownProducer producer)
    {
        if (producer.Problem is { } problem)
            return $"the producer ({producer.Mode}) of {producer.PipelineId} stopped: {problem}";
        if (
            producer.Ended is { } ended
            && !string.Equals(ended, (string?)truth["status"], StringComparison.OrdinalIgnoreCase))
            return $"{producer.PipelineId} was ended as {ended} and is {truth["status"]}";
        foreach (var (id, said) in producer.Stages)
        {
            var stage = truth["stages"]!.AsArray().First(s => (string)s!["id"]! == id)!;
            var shows =
                (string)stage["status"]! == "completed"
                    ? "completed"
                    : ((double)stage["progress"]!).ToString(CultureInfo.InvariantCulture);
            // A stage that was taken over keeps the progress of the attempt before it.
            if (
                shows != said
                && !(
                    producer.Mode != "start"
                    && said != "completed"
                    && (double)stage["progress"]! >= double.Parse(said, CultureInfo.InvariantCulture)))
                return $"{producer.PipelineId}, stage {id}: its producer ({producer.Mode}) said {said}, the server "
                    + $"shows {shows}";
        }

        return null;
    }

    private static string Brief(JsonObject state) => $"{((string)state["epoch"]!)[^6..]}:{state["version"]}";
}
