namespace Dpa.Realtime.Backplane;

/// <summary>Decides how a running pipeline ends after its producer was lost.</summary>
internal static class LostProducer
{
    public const string Code = ProgressErrorCodes.ProducerLost;

    private static readonly ProgressError Error = new(
        Code, "The worker was lost.", "Start the work again.", Retryable: true);

    /// <summary>
    /// What was being cancelled is cancelled; anything else gets the status that the application chose.
    /// </summary>
    public static PipelineChange Verdict(PipelineState state, PipelineStatus chosen) => new()
    {
        PipelineId = state.Id,
        ProducerToken = "",
        Sequence = 0,
        Status = state.Status == PipelineStatus.Cancelling ? PipelineStatus.Cancelled : chosen,
        EndOpenStages = true,
        Message = Error.Message,
        Error = Error,
    };
}
