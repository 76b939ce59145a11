using System.Text.Json.Nodes;

namespace Dpa.Realtime.Tests.Protocol;

/// <summary>
/// What a client does with the frames of one pipeline, as docs/protocol.md section 5 says it and in its order. An oracle: no clock, no socket, and nothing of the code under test but
/// the comparison of positions.
/// </summary>
/// <param name="wantsStages">Whether the client asked for <c>detail:"stages"</c>.</param>
internal sealed class ReferenceClient(bool wantsStages = true)
{
    private static readonly string[] FormFields = ["type", "partial", "reset"];

    private static readonly string[] StageFields =
    [
        "status", "progress", "attempt", "message", "completed_units", "total_units", "unit", "eta_ms", "indeterminate", "error", "error_info", "started_at", "completed_at", "duration", "version",
    ];

    private static readonly string[] RidingFields = ["version", "transition", "overall_progress", "current_stage", "timestamp"];

    private readonly List<JsonObject> _raised = [];
    private readonly List<long> _skips = [];

    /// <summary>The state held, without the fields that name a frame's form; null where nothing is held.</summary>
    public JsonObject? State { get; private set; }

    public PipelinePosition? Position => State is null ? null : FrameReading.PositionOf(State);

    /// <summary>How many transitions have been told or skipped.</summary>
    public long Counter { get; private set; }

    /// <summary>Whether the stages held are as of the position held.</summary>
    public bool IsComplete { get; private set; }

    public IReadOnlyList<JsonObject> RaisedTransitions => _raised;

    /// <summary>Each <c>transitions_skipped(n)</c>.</summary>
    public IReadOnlyList<long> Skips => _skips;

    public long Skipped => _skips.Sum();

    /// <summary>Whether something is missing and nothing that came since has brought it.</summary>
    public bool NeedsHeal { get; private set; }

    /// <summary>What may be sent as <c>since</c>.</summary>
    public PipelinePosition? Since => wantsStages && !IsComplete ? null : Position;

    /// <summary>The client has sent its request.</summary>
    public void Asked() => NeedsHeal = false;

    /// <param name="frame">Any frame of the server.</param>
    /// <param name="answersWithoutSince">Whether a request without <c>since</c> is under way, so that nothing more can be asked for.</param>
    public void Apply(JsonObject frame, bool answersWithoutSince = false)
    {
        if (!FrameReading.IsReadable(frame)) return;
        switch ((string)frame["type"]!)
        {
            case "pipeline_progress": ApplyState(frame, answersWithoutSince); break;
            case "stage_update": ApplyStage(frame); break;
            case "subscription_confirmed" when (long)frame["version"]! > 0: Compare(FrameReading.PositionOf(frame)); break;
            default: break;
        }
    }

    /// <summary>The server has sent everything up to that position: one of a ping's <c>marks</c>.</summary>
    public void Compare(PipelinePosition sent)
    {
        if (State is null || sent > Position || (wantsStages && !IsComplete)) NeedsHeal = true;
    }

    private void ApplyState(JsonObject f, bool answersWithoutSince)
    {
        var (partial, reset) = (FrameReading.Flag(f, "partial"), FrameReading.Flag(f, "reset"));
        if (State is null && partial) { NeedsHeal = true; return; } // 1
        if (State is null || reset) // 1, 2
        {
            Counter = (long)f["transition"]!;
            Take(f);
            return;
        }

        var position = FrameReading.PositionOf(f);
        if (position == Position && !partial && FrameReading.Has(f, "stages") && !IsComplete) // 3
        {
            State["stages"] = f["stages"]!.DeepClone();
            (IsComplete, NeedsHeal) = (true, false);
            return;
        }

        if (position <= Position) return; // 4
        var isOther = position.Epoch != Position!.Value.Epoch;
        if (partial && isOther) { NeedsHeal = true; return; } // 5
        var counter = isOther ? GoingOn(f) : Counter; // 6
        var gap = (long)f["transitions_from"]! - 1 - counter; // 7
        if (gap > 0 && !FrameReading.Has(f, "stages") && !answersWithoutSince) { NeedsHeal = true; return; }
        if (gap > 0) _skips.Add(gap);
        foreach (var t in f["transitions"]!.AsArray())
            if ((long)t!["transition"]! > counter) _raised.Add((JsonObject)t.DeepClone());
        Counter = (long)f["transition"]!;
        Take(f); // 8
    }

    /// <summary>Rule 6: where counting goes on in another epoch.</summary>
    private long GoingOn(JsonObject f)
    {
        if (!FrameReading.Has(f, "continues")) return 0;
        var count = (long)f["transition"]!;
        if ((string)f["continues"]! == Position!.Value.Epoch) return Math.Min(Counter, count);
        foreach (var mine in State!["transitions"]!.AsArray())
            if (f["transitions"]!.AsArray().FirstOrDefault(t => (long)t!["transition"]! == (long)mine!["transition"]!) is { } other)
                return FrameReading.IsSameTransition(mine!, other) ? Math.Min(Counter, count) : 0;
        return count >= Counter ? Counter : 0;
    }

    /// <summary>Rule 8.</summary>
    private void Take(JsonObject f)
    {
        var held = State;
        var next = (JsonObject)f.DeepClone();
        foreach (var field in FormFields) next.Remove(field);
        var (partial, hasStages) = (FrameReading.Flag(f, "partial"), FrameReading.Has(f, "stages"));
        if (partial && held is not null) next["stages"] = FrameReading.MergeStages(held["stages"]!.AsArray(), f["stages"]!.AsArray());
        else if (!hasStages) next["stages"] = held is not null && IsSameRun(held, f) ? held["stages"]!.DeepClone() : new JsonArray();
        State = next;
        IsComplete = hasStages && (!partial || IsComplete);
        NeedsHeal = partial && !IsComplete;
    }

    private static bool IsSameRun(JsonObject held, JsonObject f) => (string)held["epoch"]! == (string)f["epoch"]! || (string?)f["continues"] == (string)held["epoch"]!;

    private void ApplyStage(JsonObject f)
    {
        if (FrameReading.Flag(f, "provisional")) return; // 1
        var position = FrameReading.PositionOf(f);
        if (State is null || string.CompareOrdinal(position.Epoch, Position!.Value.Epoch) > 0) { NeedsHeal = true; return; } // 2
        if (position <= Position) return;
        var count = (long)f["transition"]!;
        var brings = (string)f["change"]! == "progress" ? 0 : 1;
        if (count - brings > Counter) { NeedsHeal = true; return; } // 3
        if (State["stages"]!.AsArray().FirstOrDefault(s => (string)s!["id"]! == (string)f["stage_type"]!) is not JsonObject stage)
        {
            (IsComplete, NeedsHeal) = (false, true);
            return;
        }

        if (brings == 1 && count > Counter) _raised.Add(FrameReading.TransitionOf(f)); // 4
        Counter = count;
        FrameReading.Replace(stage, f, StageFields);
        FrameReading.Replace(State, f, RidingFields);
    }
}
