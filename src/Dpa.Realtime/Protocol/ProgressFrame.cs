using System.Text.Json;

namespace Dpa.Realtime.Protocol;

/// <summary>
/// The short frame of a stage's progress (docs/protocol.md#progress-one-stage-in-short): what it leaves out changes
/// with a transition or a full state only. One encoding a change, shared by all readers.
/// </summary>
internal static class ProgressFrame
{
    /// <summary>Whether the change moved nothing but what the frame brings.</summary>
    /// <param name="change">The change.</param>
    /// <param name="stageIndex">The stage's place in the state; below 0 for a change of the whole pipeline.</param>
    public static bool IsEnoughFor(AcceptedChange change, int stageIndex) =>
        stageIndex >= 0 && change.Transitions.IsEmpty
        && change.State.StageList[stageIndex] is { Status: PipelineStatus.Processing, Error: null, CompletedAt: null };

    public static byte[] Encode(PipelineState state, int stageIndex) =>
        JsonWriting.Encode((state, stageIndex), static (w, a) => Write(w, a.state, a.stageIndex));

    private static void Write(Utf8JsonWriter w, PipelineState state, int stageIndex)
    {
        var stage = state.StageList[stageIndex];
        w.WriteStartObject();
        w.WriteString("type", "progress");
        w.WriteString("pipeline_id", state.Id);
        w.WriteString("epoch", state.Position.Epoch);
        w.WriteNumber("version", state.Position.Version);
        w.WriteNumber("transition", state.Transition);
        w.WriteNumber("stage", stageIndex);
        w.WriteNumber("progress", stage.Progress);
        if (stage.Message is not null) w.WriteString("message", stage.Message);
        if (stage.CompletedUnits is { } done) w.WriteNumber("done", done);
        if (stage.TotalUnits is { } total) w.WriteNumber("of", total);
        if (stage.Unit is not null) w.WriteString("unit", stage.Unit);
        EstimateJson.WriteShort(w, stage.Estimate);
        if (stage.Indeterminate) w.WriteBoolean("indeterminate", true);
        w.WriteNumber("overall", state.OverallProgress);
        w.WriteNumber("at", WireTime.MillisecondsSince(state.CreatedAt, state.Timestamp));
        w.WriteEndObject();
    }
}
