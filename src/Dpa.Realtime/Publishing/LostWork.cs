using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Publishing;

/// <summary>What a run reports again after a loss: what was accepted from it, and the restored state lacks.</summary>
internal static class LostWork
{
    /// <summary>Whether a state goes on from a loss, in an epoch that is not the one of what was accepted.</summary>
    public static bool IsRestored(PipelineState newest, PipelineState accepted) =>
        newest.Continues is not null
        && !string.Equals(newest.Position.Epoch, accepted.Position.Epoch, StringComparison.Ordinal);

    /// <param name="change">A new change, with the attributes that are lacking.</param>
    /// <param name="accepted">The newest state that the run was answered with.</param>
    /// <param name="restored">The state as it is now.</param>
    /// <param name="own">The stages that the run has begun.</param>
    /// <param name="mayClose">Whether the question that is open there is one that the run has done with.</param>
    /// <returns>Null where nothing is lacking.</returns>
    public static PipelineChange? Of(
        PipelineChange change, PipelineState accepted, PipelineState restored, IEnumerable<string> own, bool mayClose)
    {
        var stages = LostStages.Of(accepted, restored, own);
        // An answer that this run has taken may be one that the restored copy does not know.
        PipelineStatus? goesOn =
            mayClose && (restored.Status, accepted.Status) is (PipelineStatus.Waiting, PipelineStatus.Processing)
                ? PipelineStatus.Processing
                : null;
        var isSameWork = (restored.Status, restored.Attempt) == (accepted.Status, accepted.Attempt);
        var estimate = isSameWork && restored.Eta is null ? accepted.Estimate : default;
        return stages.IsEmpty && goesOn is null && change.Attributes is null && estimate == default
            ? null
            : change with
            {
                Stages = stages, Status = goesOn, Eta = estimate.Left, EtaLow = estimate.Low, EtaHigh = estimate.High,
            };
    }
}
