using System.Text.Json;

namespace Dpa.Realtime.Protocol;

/// <summary>Writes the full state, and its parts (docs/protocol.md#pipeline_progress-the-full-state).</summary>
internal static class PipelineStateWriter
{
    public static void Write(Utf8JsonWriter w, PipelineState state, FullStateShape shape)
    {
        w.WriteStartObject();
        w.WriteString("type", "pipeline_progress");
        w.WriteString("pipeline_id", state.Id);
        w.WriteString("epoch", state.Position.Epoch);
        w.WriteNumber("version", state.Position.Version);
        w.WriteNumber("transition", state.Transition);
        w.WriteString("status", state.StatusWord ?? StatusNames.Of(state.Status));
        if (state.IsEnded) w.WriteBoolean("ended", true);
        w.WriteNumber("overall_progress", state.OverallProgress);
        w.WriteString("current_stage", state.CurrentStage);
        if (shape.Partial) w.WriteBoolean("partial", true);
        if (shape.Reset) w.WriteBoolean("reset", true);
        if (state.Continues is not null) w.WriteString("continues", state.Continues);
        WriteOwnFields(w, state);
        if (shape.WithStages) WriteStages(w, state, shape.StagesAfter);
        if (shape.TransitionsAfter is { } after) WriteTransitions(w, state, after);
        foreach (var (name, value) in state.Attributes)
            if (!FieldNames.IsOfProtocol(name)) w.WriteString(name, value); // reserved since it was stored
        w.WriteEndObject();
    }

    private static void WriteOwnFields(Utf8JsonWriter w, PipelineState state)
    {
        if (state.Message is not null) w.WriteString("message", state.Message);
        EstimateJson.Write(w, state.Estimate);
        WriteError(w, state.Error);
        if (state.Question is not null) QuestionJson.Write(w, state.Question);
        if (state.Result is not null) ResultJson.Write(w, state.Result);
        w.WriteNumber("attempt", state.Attempt);
        w.WriteNumber("controls", (int)state.Controls);
        w.WriteBoolean("can_interrupt", state.CanInterrupt);
        w.WriteBoolean("can_resume", state.CanResume);
        w.WriteBoolean("can_cancel", state.CanCancel);
        w.WriteBoolean("can_retry", state.CanRetry);
        w.WriteBoolean("interrupted", state.Status == PipelineStatus.Interrupted);
        w.WriteBoolean("completed", state.Status == PipelineStatus.Completed);
        if (state.Stalled) w.WriteBoolean("stalled", true);
        w.WriteString("owner", state.Owner);
        if (state.Name is not null) w.WriteString("name", state.Name);
        if (state.Kind is not null) w.WriteString("kind", state.Kind);
        if (state.ParentId is not null)
        {
            w.WriteString("parent_id", state.ParentId);
            w.WriteNumber("weight", state.Weight);
        }

        if (state.ExpectedChildren is { } expected) w.WriteNumber("children_total", expected);
        if (!state.Children.IsEmpty) WriteChildren(w, state);
        WireTime.Write(w, "created_at", state.CreatedAt);
        WireTime.Write(w, "timestamp", state.Timestamp);
    }

    /// <summary>Weight and mean are there so that a parent that was lost goes on with the sums that it had.</summary>
    public static void WriteChildren(Utf8JsonWriter w, PipelineState state)
    {
        w.WriteStartObject("children");
        foreach (var (status, count) in state.Children) w.WriteNumber(StatusNames.Of(status), count);
        w.WriteEndObject();
        w.WriteNumber("children_weight", state.ChildrenWeight);
        w.WriteNumber("children_progress", state.ChildrenProgress);
    }

    private static void WriteStages(Utf8JsonWriter w, PipelineState state, long after)
    {
        w.WriteStartArray("stages");
        for (var i = 0; i < state.StageList.Count; i++)
            if (state.StageList[i] is var stage && stage.Version > after) WriteStage(w, stage);
        w.WriteEndArray();
    }

    private static void WriteStage(Utf8JsonWriter w, StageState stage)
    {
        w.WriteStartObject();
        w.WriteString("id", stage.Id);
        w.WriteString("stage_id", stage.StageId);
        w.WriteString("name", stage.Name);
        w.WriteNumber("version", stage.Version);
        w.WriteNumber("weight", stage.Weight);
        WriteStageValues(w, stage);
        w.WriteBoolean("can_interrupt", stage.CanInterrupt);
        w.WriteEndObject();
    }

    /// <summary>What a stage and a <c>stage_update</c> have in common.</summary>
    public static void WriteStageValues(Utf8JsonWriter w, StageState stage)
    {
        w.WriteString("status", stage.StatusWord ?? StatusNames.Of(stage.Status));
        if (StatusNames.IsEnd(stage.Status)) w.WriteBoolean("ended", true);
        w.WriteNumber("progress", stage.Progress);
        w.WriteNumber("attempt", stage.Attempt);
        w.WriteString("message", stage.Message);
        if (stage.CompletedUnits is { } done) w.WriteNumber("completed_units", done);
        if (stage.TotalUnits is { } total) w.WriteNumber("total_units", total);
        if (stage.Unit is not null) w.WriteString("unit", stage.Unit);
        EstimateJson.Write(w, stage.Estimate);
        if (stage.Indeterminate) w.WriteBoolean("indeterminate", true);
        WriteError(w, stage.Error);
        WireTime.WriteOptional(w, "started_at", stage.StartedAt);
        WireTime.WriteOptional(w, "completed_at", stage.CompletedAt);
        // Of the two times as they are written: whoever knows these alone comes to the same.
        if (stage is { StartedAt: { } begin, CompletedAt: { } end })
            w.WriteNumber("duration", WireTime.MillisecondsSince(begin, end) / 1000.0);
        else
            w.WriteNull("duration");
    }

    public static void WriteError(Utf8JsonWriter w, ProgressError? error)
    {
        if (error is null) return;
        w.WriteString("error", error.Message);
        w.WriteStartObject("error_info");
        w.WriteString("code", error.Code);
        w.WriteString("message", error.Message);
        w.WriteString("suggestion", error.Suggestion);
        w.WriteBoolean("retryable", error.Retryable);
        w.WriteEndObject();
    }

    public static void WriteTransitions(Utf8JsonWriter w, PipelineState state, long after)
    {
        w.WriteNumber("transitions_from", Math.Max(state.TransitionsFrom, after + 1));
        w.WriteStartArray("transitions");
        foreach (var transition in state.Transitions)
            if (transition.Number > after) WriteTransition(w, transition);
        w.WriteEndArray();
    }

    private static void WriteTransition(Utf8JsonWriter w, PipelineTransition t)
    {
        w.WriteStartObject();
        w.WriteNumber("transition", t.Number);
        w.WriteNumber("version", t.Version);
        if (t.Stage is not null) w.WriteString("stage_type", t.Stage);
        w.WriteString("from", t.FromWord ?? StatusNames.Of(t.From));
        w.WriteString("to", t.ToWord ?? StatusNames.Of(t.To));
        if (StatusNames.IsEnd(t.To)) w.WriteBoolean("ended", true);
        w.WriteNumber("attempt", t.Attempt);
        if (t.IsNewAttempt) w.WriteBoolean("new_attempt", true);
        WireTime.Write(w, "timestamp", t.Timestamp);
        if (t.Message is not null) w.WriteString("message", t.Message);
        w.WriteEndObject();
    }
}
