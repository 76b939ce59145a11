namespace Dpa.Realtime.Publishing;

/// <summary>A backplane's refusal as the exception that the producer sees.</summary>
internal static class Refusals
{
    public static PipelineException Exception(string pipelineId, ApplyResult result) =>
        result.Status switch
        {
            ApplyStatus.NotFound => new(
                "not_found",
                $"The pipeline '{pipelineId}' is not known. Start it with IProgressNotifier.StartAsync, or register an "
                    + $"IPipelineArchive that finds it."
            ),
            ApplyStatus.AlreadyLive => new(
                "already_live",
                $"The pipeline '{pipelineId}' is not at its end. Use another id, or take it over with "
                    + $"IProgressNotifier.ResumeAsync."
            ),
            ApplyStatus.ProducerReplaced => new(
                "producer_replaced",
                $"Another producer took the pipeline '{pipelineId}' over. Stop this work; its later reports are "
                    + $"dropped."
            ),
            ApplyStatus.Conflict => new("conflict", result.Reason ?? "Another producer changed the stage."),
            ApplyStatus.TooLarge => new("too_large", result.Reason ?? "The pipeline's state would be too large."),
            _ => new("illegal_transition", result.Reason ?? "The move is not allowed."),
        };
}
