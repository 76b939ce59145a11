namespace Dpa.Realtime.Client.Merging;

/// <summary>
/// Takes in a <c>pipeline_update</c>: it is the frame without stages that has, in what it leaves out, what is held
/// (docs/protocol.md#what-a-client-does-with-a-frame).
/// </summary>
internal static class UpdateMerge
{
    /// <param name="held">What is held, or null.</param>
    /// <param name="f">The frame.</param>
    /// <param name="answersWithoutSince">Whether a request that named no position is under way.</param>
    public static Merged Apply(Held? held, UpdateFrame f, bool answersWithoutSince)
    {
        if (held is null || string.CompareOrdinal(f.Position.Epoch, held.State.Position.Epoch) > 0)
            return Merged.Heal(held);
        if (f.Position <= held.State.Position) return Merged.Ignore(held);
        return PipelineMerge.Apply(held, Full(held.State, f), answersWithoutSince);
    }

    private static PipelineFrame Full(PipelineState held, UpdateFrame f)
    {
        var state = held with
        {
            Position = f.Position,
            Transition = f.Transition,
            Status = f.Status,
            StatusWord = f.StatusWord,
            Attempt = f.Attempt,
            OverallProgress = f.Overall,
            CurrentStage = f.CurrentStage,
            Message = f.Message,
            Eta = f.Eta,
            EtaLow = f.EtaLow,
            EtaHigh = f.EtaHigh,
            Error = f.Error,
            Question = f.Question,
            CanCancel = f.Can.HasFlag(PipelineControls.Cancel),
            CanInterrupt = f.Can.HasFlag(PipelineControls.Interrupt),
            CanResume = f.Can.HasFlag(PipelineControls.Resume),
            CanRetry = f.Can.HasFlag(PipelineControls.Retry),
            Stalled = f.Stalled,
            Children = f.Children,
            Timestamp = held.CreatedAt + f.At,
            Stages = [],
            Transitions = f.Transitions,
        };
        return new PipelineFrame(state, f.TransitionsFrom, false, f.ListsTransitions, false, false);
    }
}
