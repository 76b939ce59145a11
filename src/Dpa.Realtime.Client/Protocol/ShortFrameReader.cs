using System.Text.Json;

namespace Dpa.Realtime.Client.Protocol;

/// <summary>Reads the frames that leave out what never changes within an attempt.</summary>
internal static class ShortFrameReader
{
    public static ProgressFrame? ReadProgress(JsonElement e)
    {
        if (e.Text("pipeline_id") is not { } id || e.Position() is not { } position) return null;
        if (e.Count("transition") is not { } transition || e.Count("stage") is not { } stage) return null;
        return new ProgressFrame(id, position, transition, stage)
        {
            Progress = e.Number("progress") ?? 0,
            Message = e.Text("message"),
            Done = e.Count("done"),
            Of = e.Count("of"),
            Unit = e.Text("unit"),
            Eta = e.Milliseconds("eta_ms"),
            EtaLow = e.Milliseconds("low"),
            EtaHigh = e.Milliseconds("high"),
            Indeterminate = e.Flag("indeterminate"),
            Overall = e.Number("overall") ?? 0,
            At = e.Milliseconds("at") ?? TimeSpan.Zero,
        };
    }

    public static UpdateFrame? ReadUpdate(JsonElement e)
    {
        if (e.Text("pipeline_id") is not { } id || e.Position() is not { } position) return null;
        if (e.Count("transition") is not { } transition || e.Status() is not { } status) return null;
        var transitions = e.Has("transitions") ? e.List("transitions", StateReader.Transition) : [];
        if (transitions is null) return null;
        return new UpdateFrame(id, position, transition, status)
        {
            StatusWord = e.StatusWord(),
            Attempt = (int)(e.Count("attempt") ?? 1),
            Overall = e.Number("overall") ?? 0,
            CurrentStage = e.Text("current_stage"),
            Message = e.Text("message"),
            Eta = e.Milliseconds("eta_ms"),
            EtaLow = e.Milliseconds("eta_low_ms"),
            EtaHigh = e.Milliseconds("eta_high_ms"),
            Error = e.Error(),
            Question = QuestionReader.Read(e),
            Can = (PipelineControls)(e.Count("can") ?? 0),
            Stalled = e.Flag("stalled"),
            Children = StateReader.Children(e),
            At = e.Milliseconds("at") ?? TimeSpan.Zero,
            ListsTransitions = e.Has("transitions"),
            TransitionsFrom =
                e.Count("transitions_from") ?? (transitions.Count > 0 ? transitions[0].Number : transition + 1),
            Transitions = [.. transitions],
        };
    }
}
