namespace Dpa.Realtime.Client.Merging;

/// <summary>Takes in a <c>progress</c>: the three rules of docs/protocol.md#what-a-client-does-with-a-frame, by
/// their numbers.</summary>
internal static class ProgressMerge
{
    public static Merged Apply(Held? held, ProgressFrame f)
    {
        if (held is null || string.CompareOrdinal(f.Position.Epoch, held.State.Position.Epoch) > 0)
            return Merged.Heal(held); // 1
        if (f.Position <= held.State.Position) return Merged.Ignore(held);
        if (f.Transition > held.State.Transition || !held.IsComplete) return Merged.Heal(held); // 2
        if (f.Stage >= held.State.Stages.Length) return Merged.Heal(new Held(held.State, false, held.Ahead));
        var stage = held.State.Stages[(int)f.Stage]; // 3
        var next = stage with
        {
            Version = f.Position.Version,
            Progress = f.Progress,
            Message = f.Message,
            CompletedUnits = f.Done,
            TotalUnits = f.Of,
            Unit = f.Unit,
            Eta = f.Eta,
            EtaLow = f.EtaLow,
            EtaHigh = f.EtaHigh,
            Indeterminate = f.Indeterminate,
        };
        var state = held.State with
        {
            Position = f.Position,
            OverallProgress = f.Overall,
            Timestamp = held.State.CreatedAt + f.At,
            Stages = held.State.Stages.SetItem((int)f.Stage, next),
        };
        var ahead = held.Ahead.IsEmpty ? held.Ahead : held.Ahead.RemoveAll(a => a.Stage.Id == stage.Id);
        return new Merged(new Held(state, true, ahead), false, false, [], 0);
    }
}
