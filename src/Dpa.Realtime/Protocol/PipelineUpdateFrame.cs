using System.Text.Json;

namespace Dpa.Realtime.Protocol;

/// <summary>
/// The short frame of a pipeline's own fields (docs/protocol.md#pipeline_update-one-pipeline-in-short), for readers
/// without stages that hold a state of its epoch: what it leaves out is as in that state.
/// </summary>
internal static class PipelineUpdateFrame
{
    /// <summary>Whether two states of one epoch agree in all that the frame leaves out.</summary>
    public static bool IsEnoughFrom(PipelineState before, PipelineState after) =>
        string.Equals(before.Position.Epoch, after.Position.Epoch, StringComparison.Ordinal)
        && before.Controls == after.Controls
        && before.ExpectedChildren == after.ExpectedChildren
        && before.Weight == after.Weight
        && before.CreatedAt == after.CreatedAt
        && string.Equals(before.Owner, after.Owner, StringComparison.Ordinal)
        && string.Equals(before.Name, after.Name, StringComparison.Ordinal)
        && string.Equals(before.Kind, after.Kind, StringComparison.Ordinal)
        && string.Equals(before.ParentId, after.ParentId, StringComparison.Ordinal)
        && string.Equals(before.Continues, after.Continues, StringComparison.Ordinal)
        && AttributeEquality.AreEqual(before.Attributes, after.Attributes)
        && before.Result == after.Result;

    /// <param name="state">The newest state.</param>
    /// <param name="transitionsAfter">The transition after which they are listed; null to list none.</param>
    public static byte[] Encode(PipelineState state, long? transitionsAfter) =>
        JsonWriting.Encode((state, transitionsAfter), static (w, a) => Write(w, a.state, a.transitionsAfter));

    private static void Write(Utf8JsonWriter w, PipelineState state, long? transitionsAfter)
    {
        w.WriteStartObject();
        w.WriteString("type", "pipeline_update");
        w.WriteString("pipeline_id", state.Id);
        w.WriteString("epoch", state.Position.Epoch);
        w.WriteNumber("version", state.Position.Version);
        w.WriteNumber("transition", state.Transition);
        w.WriteString("status", StatusNames.Of(state.Status));
        if (state.IsEnded) w.WriteBoolean("ended", true);
        w.WriteNumber("attempt", state.Attempt);
        w.WriteNumber("overall", state.OverallProgress);
        if (state.CurrentStage is not null) w.WriteString("current_stage", state.CurrentStage);
        if (state.Message is not null) w.WriteString("message", state.Message);
        EstimateJson.Write(w, state.Estimate);
        PipelineStateWriter.WriteError(w, state.Error);
        if (state.Question is not null) QuestionJson.Write(w, state.Question);
        w.WriteNumber("can", (int)Can(state));
        if (state.Stalled) w.WriteBoolean("stalled", true);
        if (!state.Children.IsEmpty) PipelineStateWriter.WriteChildren(w, state);
        w.WriteNumber("at", WireTime.MillisecondsSince(state.CreatedAt, state.Timestamp));
        if (transitionsAfter is { } after) PipelineStateWriter.WriteTransitions(w, state, after);
        w.WriteEndObject();
    }

    private static PipelineControls Can(PipelineState state) =>
        (state.CanCancel ? PipelineControls.Cancel : PipelineControls.None)
        | (state.CanInterrupt ? PipelineControls.Interrupt : PipelineControls.None)
        | (state.CanResume ? PipelineControls.Resume : PipelineControls.None)
        | (state.CanRetry ? PipelineControls.Retry : PipelineControls.None);
}
