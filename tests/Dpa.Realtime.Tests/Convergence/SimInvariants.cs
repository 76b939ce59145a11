using System.Text.Json.Nodes;
using Dpa.Realtime.Engine;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Tests.Convergence;

/// <summary>What must hold of every client when the faults are over.</summary>
internal static class SimInvariants
{
    private static readonly string[] OwnFields =
    [
        "epoch", "version", "transition", "status", "overall_progress", "current_stage", "message", "attempt",
        "stalled", "error", "timestamp", "interrupted", "completed",
    ];

    public static void Check(
        SimClient client, PipelineEngine truthful, SimPermissions permissions, Dictionary<string, int> seen)
    {
        foreach (var (id, watch) in client.Watches)
        {
            var truth = truthful.ReadAsync([id], default).AsTask().Result is [var state] ? state : null;
            if (truth is null || !permissions.May(client.UserId, id)) continue;
            Assert.True(watch.Client.State is not null, $"{client.UserId} waits for {id} and got nothing.");
            var expected = JsonNode.Parse(PipelineStateCodec.Encode(truth))!.AsObject();
            // A client that asked for the pipeline alone is not told of changes that move only stages: its position may
            // be older, its values may not.
            var fields =
                watch.Detail == SubscriptionDetail.Stages
                    ? OwnFields
                    : OwnFields.Except(["version", "timestamp", "current_stage"]);
            foreach (var field in fields)
                Same(id, field, expected[field], watch.Client.State![field]);
            if (watch.Detail == SubscriptionDetail.Stages)
                CheckStages(id, expected, watch.Client.State!);
            if (watch.Client.Transitions.Raised.Count > 0)
                seen["transition raised"] = seen.GetValueOrDefault("transition raised") + 1;
            if (watch.Client.Transitions.Skipped > 0)
                seen["transition skipped"] = seen.GetValueOrDefault("transition skipped") + 1;
            if (watch.Pacing.Count > 0)
                seen["healed"] = seen.GetValueOrDefault("healed") + 1;
            if (truth.Continues is not null)
                seen["continued epoch"] = seen.GetValueOrDefault("continued epoch") + 1;
            seen["converged"] = seen.GetValueOrDefault("converged") + 1;
        }
    }

    private static void CheckStages(string id, JsonObject expected, JsonObject actual)
    {
        var wanted = expected["stages"]!.AsArray();
        var held = actual["stages"]!.AsArray();
        Assert.Equal(wanted.Select(s => (string)s!["id"]!), held.Select(s => (string)s!["id"]!));
        for (var i = 0; i < wanted.Count; i++)
            foreach (var (field, value) in wanted[i]!.AsObject())
                Same(id, $"stages[{i}].{field}", value, held[i]![field]);
    }

    private static void Same(string id, string field, JsonNode? expected, JsonNode? actual) =>
        Assert.True(
            JsonNode.DeepEquals(expected, actual),
            $"{id}.{field} is {actual?.ToJsonString() ?? "absent"}, the backplane has "
                + $"{expected?.ToJsonString() ?? "absent"}."
        );
}
