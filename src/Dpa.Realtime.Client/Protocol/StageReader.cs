using System.Text.Json;

namespace Dpa.Realtime.Client.Protocol;

/// <summary>Reads a stage of a full state, and the one of a <c>stage_update</c>.</summary>
internal static class StageReader
{
    public static StageState? Read(JsonElement e) =>
        e.Text("id") is { } id && e.Status() is { } status
            ? Read(e, id, "name", e.Count("version") ?? 0, status)
            : null;

    public static StageFrame? ReadUpdate(JsonElement e)
    {
        if (
            e.Text("pipeline_id") is not { } id
            || e.Position() is not { } position
            || e.Status() is not { } status)
            return null;
        if (
            e.Count("transition") is not { } transition
            || e.Text("stage_type") is not { } type
            || e.Text("change") is not { } change)
            return null;
        var stage = Read(e, type, "stage_name", position.Version, status);
        return new StageFrame(
            id, position, transition, stage, change, e.Status("from"), e.StatusWord("from"),
            e.Number("overall_progress") ?? 0, e.Text("current_stage"), e.Time("timestamp") ?? default,
            e.Flag("provisional"));
    }

    private static StageState Read(JsonElement e, string id, string nameField, long version, PipelineStatus status) =>
        new()
        {
            Id = id, StageId = e.Text("stage_id") ?? id, Name = e.Text(nameField) ?? id, Version = version,
            Weight = e.Number("weight") ?? 1, Status = status, StatusWord = e.StatusWord(),
            Progress = e.Number("progress") ?? 0,
            Attempt = (int)(e.Count("attempt") ?? 0), Message = e.Text("message"),
            CompletedUnits = e.Count("completed_units"), TotalUnits = e.Count("total_units"), Unit = e.Text("unit"),
            Eta = e.Milliseconds("eta_ms"), EtaLow = e.Milliseconds("eta_low_ms"),
            EtaHigh = e.Milliseconds("eta_high_ms"), CanInterrupt = e.Flag("can_interrupt"),
            Indeterminate = e.Flag("indeterminate"), StartedAt = e.Time("started_at"),
            CompletedAt = e.Time("completed_at"), Error = e.Error(),
        };
}
