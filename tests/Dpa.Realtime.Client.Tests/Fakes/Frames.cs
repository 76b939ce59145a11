using System.Text.Json.Nodes;

namespace Dpa.Realtime.Client.Tests.Fakes;

/// <summary>Frames as a server writes them.</summary>
internal static class Frames
{
    public const string Epoch = "0190a000-0000-7000-8000-000000000001";

    public static JsonObject Full(
        string id = "p", long version = 1, double progress = 10, string status = "processing", long transition = 0,
        long[]? transitions = null, string owner = "user-1") =>
        new()
        {
            ["type"] = "pipeline_progress",
            ["pipeline_id"] = id,
            ["epoch"] = Epoch,
            ["version"] = version,
            ["transition"] = transition,
            ["status"] = status,
            ["overall_progress"] = progress,
            ["attempt"] = 1,
            ["owner"] = owner,
            ["created_at"] = "2026-01-31T12:00:00.000Z",
            ["timestamp"] = "2026-01-31T12:00:05.000Z",
            ["stages"] = new JsonArray(Stage(version, progress)),
            ["transitions_from"] = transitions is { Length: > 0 } ? transitions[0] : transition + 1,
            ["transitions"] = new JsonArray([
                .. (transitions ?? []).Select(n => new JsonObject
                {
                    ["transition"] = n,
                    ["version"] = version,
                    ["stage_type"] = "parse",
                    ["from"] = "pending",
                    ["to"] = "processing",
                    ["attempt"] = 1,
                    ["timestamp"] = "2026-01-31T12:00:05.000Z",
                }),
            ]),
        };

    public static JsonObject Update(
        long version, double progress, string id = "p", long transition = 0, string change = "progress",
        string status = "processing", string stage = "parse") =>
        new()
        {
            ["type"] = "stage_update",
            ["pipeline_id"] = id,
            ["epoch"] = Epoch,
            ["version"] = version,
            ["transition"] = transition,
            ["stage_type"] = stage,
            ["stage_id"] = "p:parse",
            ["stage_name"] = "Parse",
            ["status"] = status,
            ["progress"] = progress,
            ["attempt"] = 1,
            ["change"] = change,
            ["from"] = change == "progress" ? null : "processing",
            ["overall_progress"] = progress,
            ["current_stage"] = stage,
            ["timestamp"] = "2026-01-31T12:00:06.000Z",
        };

    public static object Confirmed(long version, string id = "p", string? epoch = null) =>
        new
        {
            type = "subscription_confirmed", pipeline_id = id, epoch = epoch ?? (version > 0 ? Epoch : ""), version,
        };

    private static JsonObject Stage(long version, double progress) => new()
    {
        ["id"] = "parse",
        ["stage_id"] = "p:parse",
        ["name"] = "Parse",
        ["version"] = version,
        ["weight"] = 1,
        ["status"] = "processing",
        ["progress"] = progress,
        ["attempt"] = 1,
    };
}
