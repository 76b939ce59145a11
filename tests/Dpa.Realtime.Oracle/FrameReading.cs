using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dpa.Realtime.Oracle;

/// <summary>
/// How <see cref="ReferenceClient"/> reads a frame: absent and null are the same, and what lacks its fields cannot be
/// read.
/// </summary>
public static class FrameReading
{
    private static readonly string[] Statuses =
    [
        "pending", "processing", "interrupted", "cancelling", "completed", "failed", "cancelled", "skipped", "waiting",
    ];

    public static bool IsReadable(JsonObject f) => Text(f, "type") switch
    {
        "pipeline_progress" =>
            HasPosition(f) && Text(f, "status") is not null && Whole(f, "transition") && HasTransitions(f)
            && f["stages"] is null or JsonArray,
        "pipeline_update" =>
            HasPosition(f) && Text(f, "status") is not null && Whole(f, "transition") && HasTransitions(f),
        "progress" => HasPosition(f) && Whole(f, "transition") && Whole(f, "stage"),
        "stage_update" =>
            HasPosition(f)
            && Text(f, "status") is not null
            && Whole(f, "transition")
            && Text(f, "stage_type") is not null
            && Text(f, "change") is not null,
        "subscription_confirmed" => HasPosition(f),
        _ => false,
    };

    /// <summary>
    /// The frame in the words of this version: an unknown status is a running one, or a cancelled one where the object
    /// says <c>ended</c>, and the word itself stands beside it.
    /// </summary>
    public static JsonObject InKnownWords(JsonObject frame)
    {
        var known = (JsonObject)frame.DeepClone();
        KnowStatus(known, "status");
        KnowStatus(known, "from");
        foreach (var stage in (known["stages"] as JsonArray ?? []).OfType<JsonObject>()) KnowStatus(stage, "status");
        foreach (var transition in (known["transitions"] as JsonArray ?? []).OfType<JsonObject>())
        {
            KnowStatus(transition, "from");
            KnowStatus(transition, "to");
        }

        return known;
    }

    /// <summary>The time so many milliseconds after another, as the wire writes times.</summary>
    public static string TimeAfter(string begin, long milliseconds) =>
        DateTimeOffset.Parse(begin, CultureInfo.InvariantCulture)
            .AddMilliseconds(milliseconds)
            .UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static bool Has(JsonObject f, string field) => f[field] is not null;

    public static bool Flag(JsonObject f, string field) =>
        f[field] is { } value && value.GetValueKind() == JsonValueKind.True;

    public static PipelinePosition PositionOf(JsonObject f) => new((string)f["epoch"]!, (long)f["version"]!);

    public static bool IsSameTransition(JsonNode one, JsonNode other) =>
        (string?)one["stage_type"] == (string?)other["stage_type"]
        && (string?)one["to"] == (string?)other["to"]
        && (string?)one["timestamp"] == (string?)other["timestamp"];

    /// <summary>Each changed stage replaces the one of its id; unknown ones are appended in their order.</summary>
    public static JsonArray MergeStages(JsonArray held, JsonArray changed)
    {
        var stages = held.Select(s => s!.DeepClone()).ToList();
        foreach (var stage in changed)
        {
            var index = stages.FindIndex(s => (string)s["id"]! == (string)stage!["id"]!);
            if (index < 0) stages.Add(stage!.DeepClone());
            else stages[index] = stage!.DeepClone();
        }

        return new JsonArray([.. stages]);
    }

    /// <summary>The fields become the frame's; one that the frame lacks is gone.</summary>
    public static void Replace(JsonObject target, JsonObject f, string[] fields)
    {
        foreach (var field in fields)
        {
            if (f.TryGetPropertyValue(field, out var value)) target[field] = value?.DeepClone();
            else target.Remove(field);
        }
    }

    /// <summary>The transition that a stage_update brings, as a full state would list it.</summary>
    public static JsonObject TransitionOf(JsonObject f)
    {
        var transition = new JsonObject
        {
            ["transition"] = (long)f["transition"]!,
            ["version"] = (long)f["version"]!,
            ["to"] = (string)f["status"]!,
        };
        Replace(transition, f, ["stage_type", "from", "from_word", "ended", "attempt", "timestamp", "message"]);
        if (Text(f, "status_word") is { } word) transition["to_word"] = word;
        if (Text(f, "change") == "attempt") transition["new_attempt"] = true;
        return transition;
    }

    private static bool HasPosition(JsonObject f) =>
        Text(f, "pipeline_id") is not null && Text(f, "epoch") is not null && Whole(f, "version");

    private static bool HasTransitions(JsonObject f) =>
        f["transitions"] is null || (f["transitions"] is JsonArray && Whole(f, "transitions_from"));

    private static void KnowStatus(JsonObject json, string field)
    {
        if (Text(json, field) is not { } word || Array.IndexOf(Statuses, word) >= 0) return;
        json[$"{field}_word"] = word;
        json[field] = field != "from" && Flag(json, "ended") ? "cancelled" : "processing";
    }

    private static string? Text(JsonObject f, string field) =>
        f[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static bool Whole(JsonObject f, string field) =>
        f[field] is JsonValue value && value.TryGetValue<long>(out var number) && number >= 0;
}
