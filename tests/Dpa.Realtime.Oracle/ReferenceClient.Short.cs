using System.Text.Json.Nodes;

namespace Dpa.Realtime.Oracle;

/// <summary>The frames that leave out what is held.</summary>
public sealed partial class ReferenceClient
{
    private static readonly (string Short, string Long)[] ProgressFields =
    [
        ("version", "version"), ("progress", "progress"), ("message", "message"), ("done", "completed_units"),
        ("of", "total_units"), ("unit", "unit"), ("eta_ms", "eta_ms"), ("low", "eta_low_ms"), ("high", "eta_high_ms"),
        ("indeterminate", "indeterminate"),
    ];

    private static readonly string[] UpdateFields =
    [
        "epoch", "version", "transition", "status", "status_word", "ended", "attempt", "current_stage", "message",
        "eta_ms", "eta_low_ms", "eta_high_ms", "error", "error_info", "question", "stalled", "children",
        "children_weight", "children_progress", "transitions", "transitions_from",
    ];

    private static readonly (string Field, int Bit)[] Can =
        [("can_cancel", 1), ("can_interrupt", 2), ("can_resume", 4), ("can_retry", 8)];

    private void ApplyProgress(JsonObject f)
    {
        if (IsOldOrForeign(f)) return; // 1
        if ((long)f["transition"]! > Transitions.Counter || !IsComplete) // 2
        {
            NeedsHeal = true;
            return;
        }

        var (stages, index) = (State!["stages"]!.AsArray(), (long)f["stage"]!);
        if (index >= stages.Count)
        {
            (IsComplete, NeedsHeal) = (false, true);
            return;
        }

        var stage = stages[(int)index]!.AsObject(); // 3
        foreach (var (shortName, longName) in ProgressFields)
        {
            if (f[shortName] is { } value) stage[longName] = value.DeepClone();
            else stage.Remove(longName);
        }

        State["version"] = f["version"]!.DeepClone();
        State["overall_progress"] = f["overall"]!.DeepClone();
        State["timestamp"] = FrameReading.TimeAfter((string)State["created_at"]!, (long)f["at"]!);
    }

    /// <summary>It is the frame without stages that has, in what it leaves out, what is held.</summary>
    private void ApplyUpdate(JsonObject f, bool answersWithoutSince)
    {
        if (IsOldOrForeign(f)) return;
        var full = (JsonObject)State!.DeepClone();
        full["type"] = "pipeline_progress";
        full.Remove("stages");
        FrameReading.Replace(full, f, UpdateFields);
        full["overall_progress"] = f["overall"]!.DeepClone();
        full["timestamp"] = FrameReading.TimeAfter((string)full["created_at"]!, (long)f["at"]!);
        foreach (var (field, bit) in Can) full[field] = ((long)f["can"]! & bit) != 0;
        full["interrupted"] = (string)f["status"]! == "interrupted";
        full["completed"] = (string)f["status"]! == "completed";
        ApplyState(full, answersWithoutSince);
    }

    private bool IsOldOrForeign(JsonObject f)
    {
        var position = FrameReading.PositionOf(f);
        if (State is not null && position <= Position) return true;
        if (position.Epoch == Position?.Epoch) return false;
        return NeedsHeal = true;
    }
}
