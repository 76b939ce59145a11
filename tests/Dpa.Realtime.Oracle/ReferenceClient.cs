using System.Text.Json.Nodes;

namespace Dpa.Realtime.Oracle;

/// <summary>
/// What a client does with the frames of one pipeline, as docs/protocol.md#what-a-client-does-with-a-frame says it
/// and in its order, and what a server never sends (<see cref="BrokenPromiseException"/>).
/// An oracle: no clock, no socket, and nothing of the code under test but the comparison of positions. Not for several
/// threads at once.
/// </summary>
public sealed partial class ReferenceClient
{
    private static readonly string[] FormFields = ["type", "partial", "reset"];

    private static readonly string[] StageFields =
    [
        "status", "status_word", "ended", "progress", "attempt", "message", "completed_units", "total_units", "unit",
        "eta_ms", "eta_low_ms", "eta_high_ms", "indeterminate", "error", "error_info", "started_at",
        "completed_at", "duration", "version",
    ];

    private static readonly string[] RidingFields =
    [
        "version", "transition", "overall_progress", "current_stage", "timestamp",
    ];

    private string? _stagesEpoch; // kept stages may be those of an epoch that this one continues, from an older copy

    /// <summary>The state held, without the fields that name a frame's form; null where nothing is held.</summary>
    public JsonObject? State { get; private set; }

    /// <summary>Whether the client asks for <c>detail:"stages"</c>; may change between requests.</summary>
    public bool WantsStages { get; set; } = true;

    /// <summary>The position of <see cref="State"/>.</summary>
    public PipelinePosition? Position => State is null ? null : FrameReading.PositionOf(State);

    /// <summary>What was raised and what was skipped.</summary>
    public TransitionLedger Transitions { get; } = new();

    /// <summary>Whether the stages held are as of the position held.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Whether something is missing and nothing that came since has brought it.</summary>
    public bool NeedsHeal { get; private set; }

    /// <summary>What may be sent as <c>since</c>.</summary>
    public PipelinePosition? Since => WantsStages && !IsComplete ? null : Position;

    /// <summary>The client has sent its request.</summary>
    public void Asked() => NeedsHeal = false;

    /// <summary>Takes any frame of the server about this pipeline.</summary>
    /// <param name="frame">The frame; one that cannot be read is ignored.</param>
    /// <param name="answersWithoutSince">Whether a request without <c>since</c> is under way, so that nothing more can
    /// be asked for.</param>
    public void Apply(JsonObject frame, bool answersWithoutSince = false)
    {
        if (!FrameReading.IsReadable(frame)) return;
        frame = FrameReading.InKnownWords(frame);
        var (before, stagesEpoch) = (
            State is null || FrameReading.Flag(frame, "reset") ? null : (JsonObject)State.DeepClone(), _stagesEpoch);
        switch ((string)frame["type"]!)
        {
            case "pipeline_progress":
                ApplyState(frame, answersWithoutSince);
                break;
            case "stage_update":
                ApplyStage(frame);
                break;
            case "progress":
                ApplyProgress(frame);
                break;
            case "pipeline_update":
                ApplyUpdate(frame, answersWithoutSince);
                break;
            case "subscription_confirmed" when (long)frame["version"]! > 0:
                Compare(FrameReading.PositionOf(frame));
                break;
            default:
                break;
        }

        if (State is not null) NeverBack.CheckEnd(State);
        if (State is not null) NeverBack.CheckRanges(State);
        if (before is null || (string)before["epoch"]! != (string)State!["epoch"]!) return;
        NeverBack.Check(before, State);
        if (stagesEpoch == Position!.Value.Epoch) NeverBack.CheckStages(before, State);
    }

    /// <summary>The server has sent everything up to that position: one of a ping's <c>marks</c>.</summary>
    /// <param name="sent">The position named.</param>
    public void Compare(PipelinePosition sent)
    {
        if (sent > Position) IsComplete = false;
        if (State is null || (WantsStages && !IsComplete) || sent > Position) NeedsHeal = true;
    }

    private void ApplyState(JsonObject f, bool answersWithoutSince)
    {
        var (partial, reset) = (FrameReading.Flag(f, "partial"), FrameReading.Flag(f, "reset"));
        if (State is null && partial) { NeedsHeal = true; return; } // 1
        if (State is null || reset) // 1, 2
        {
            Transitions.BeginAt((long)f["transition"]!);
            Take(f);
            return;
        }

        var position = FrameReading.PositionOf(f);
        if (position == Position && !partial && FrameReading.Has(f, "stages") && !IsComplete) // 3
        {
            State["stages"] = f["stages"]!.DeepClone();
            _stagesEpoch = position.Epoch;
            (IsComplete, NeedsHeal) = (true, false);
            return;
        }

        if (position <= Position) return; // 4
        var isOther = position.Epoch != Position!.Value.Epoch;
        if (partial && isOther) { NeedsHeal = true; return; } // 5
        if (!FrameReading.Has(f, "transitions"))
        {
            Transitions.BeginAt((long)f["transition"]!); // they were not asked for
            Take(f);
            return;
        }

        var counter = isOther ? GoingOn(f) : Transitions.Counter; // 6
        var hasGap = (long)f["transitions_from"]! - 1 > counter; // 7
        if (hasGap && !FrameReading.Has(f, "stages") && !answersWithoutSince) { NeedsHeal = true; return; }
        Transitions.TellListed(f, counter);
        Take(f); // 8
    }

    /// <summary>Rule 6: where counting goes on in another epoch.</summary>
    private long GoingOn(JsonObject f)
    {
        if (!FrameReading.Has(f, "continues")) return 0;
        var count = (long)f["transition"]!;
        if ((string)f["continues"]! == Position!.Value.Epoch) return Math.Min(Transitions.Counter, count);
        foreach (var mine in State!["transitions"]!.AsArray())
            if (
                f["transitions"]!
                    .AsArray()
                    .FirstOrDefault(t => (long)t!["transition"]! == (long)mine!["transition"]!) is
                { } other)
                return FrameReading.IsSameTransition(mine!, other) ? Math.Min(Transitions.Counter, count) : 0;
        return count >= Transitions.Counter ? Transitions.Counter : 0;
    }

    /// <summary>Rule 8.</summary>
    private void Take(JsonObject f)
    {
        var held = State;
        var next = (JsonObject)f.DeepClone();
        foreach (var field in FormFields) next.Remove(field);
        var (partial, hasStages) = (FrameReading.Flag(f, "partial"), FrameReading.Has(f, "stages"));
        if (partial && held is not null)
            next["stages"] = FrameReading.MergeStages(held["stages"]!.AsArray(), f["stages"]!.AsArray());
        else if (!hasStages)
            next["stages"] = held is not null && IsSameRun(held, f) ? held["stages"]!.DeepClone() : new JsonArray();
        if (!FrameReading.Has(f, "transitions"))
            next["transitions"] =
                held is not null && IsSameRun(held, f) ? held["transitions"]!.DeepClone() : new JsonArray();
        State = next;
        if (hasStages) _stagesEpoch = (string)f["epoch"]!;
        IsComplete = hasStages && (!partial || IsComplete);
        NeedsHeal = partial && !IsComplete;
    }

    private static bool IsSameRun(JsonObject held, JsonObject f) =>
        (string)held["epoch"]! == (string)f["epoch"]! || (string?)f["continues"] == (string)held["epoch"]!;

    private void ApplyStage(JsonObject f)
    {
        if (FrameReading.Flag(f, "provisional")) return; // 1
        var position = FrameReading.PositionOf(f);
        if (State is null || string.CompareOrdinal(position.Epoch, Position!.Value.Epoch) > 0)
        {
            NeedsHeal = true;
            return;
        } // 2
        if (position <= Position)
            return;
        var count = (long)f["transition"]!;
        var brings = (string)f["change"]! == "progress" ? 0 : 1;
        if (count - brings > Transitions.Counter)
        {
            NeedsHeal = true;
            return;
        } // 3
        if (
            State["stages"]!.AsArray().FirstOrDefault(s => (string)s!["id"]! == (string)f["stage_type"]!)
            is not JsonObject stage)
        {
            (IsComplete, NeedsHeal) = (false, true);
            return;
        }

        if (brings == 1) Transitions.TellOne(f); // 4
        FrameReading.Replace(stage, f, StageFields);
        FrameReading.Replace(State, f, RidingFields);
    }
}
