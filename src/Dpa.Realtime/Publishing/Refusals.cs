namespace Dpa.Realtime.Publishing;

/// <summary>A backplane's refusal as the exception that the producer sees.</summary>
internal static class Refusals
{
    public static PipelineException Exception(string pipelineId, ApplyResult result) =>
        result.Status switch
        {
            ApplyStatus.NotFound => new(
                ProgressErrorCodes.NotFound,
                $"The pipeline '{pipelineId}' is not known. Start it with IProgressNotifier.StartAsync, or register an "
                    + $"IPipelineArchive that finds it."
            ),
            ApplyStatus.AlreadyLive => new(
                ProgressErrorCodes.AlreadyLive,
                $"The pipeline '{pipelineId}' is not at its end. Use another id, or take it over with "
                    + $"IProgressNotifier.ResumeAsync."
            ),
            ApplyStatus.ProducerReplaced => new(
                ProgressErrorCodes.ProducerReplaced,
                $"Another producer took the pipeline '{pipelineId}' over. Stop this work; its later reports are "
                    + $"dropped."
            ),
            ApplyStatus.Conflict => new(
                ProgressErrorCodes.Conflict, result.Reason ?? "Another producer changed the stage."),
            ApplyStatus.TooLarge => new(
                ProgressErrorCodes.TooLarge, result.Reason ?? "The pipeline's state would be too large."),
            _ => new(ProgressErrorCodes.IllegalTransition, result.Reason ?? "The move is not allowed."),
        };
}
