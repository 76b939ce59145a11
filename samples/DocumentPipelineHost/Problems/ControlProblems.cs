using DocumentEngine.Messages;

namespace DocumentPipelineHost.Problems;

/// <summary>
/// Why a pipeline or a batch cannot be controlled as asked for. All are 409: its state does not allow it.
/// </summary>
internal static class ControlProblems
{
    public static readonly Problem Ended = new(
        "pipeline_ended", 409,
        MessageCatalog.Template("control.ended"),
        MessageCatalog.Text("control.ended.suggestion"));

    public static readonly Problem AlreadyInterrupted = new(
        "already_interrupted", 409,
        MessageCatalog.Text("control.already_interrupted"),
        MessageCatalog.Text("control.already_interrupted.suggestion"));

    public static readonly Problem NotInterrupted = new(
        "not_interrupted", 409,
        MessageCatalog.Template("control.not_interrupted"),
        MessageCatalog.Text("common.wait_or_interrupt"));

    public static readonly Problem NotEnded = new(
        "not_ended", 409,
        MessageCatalog.Template("control.not_ended"),
        MessageCatalog.Text("control.not_ended.suggestion"));

    public static readonly Problem NothingToRetry = new(
        "nothing_to_retry", 409,
        MessageCatalog.Text("control.nothing_to_retry"),
        MessageCatalog.Text("control.nothing_to_retry.suggestion"));

    public static readonly Problem NothingStored = new(
        "nothing_stored", 409,
        MessageCatalog.Text("control.nothing_stored"),
        MessageCatalog.Text("common.upload_again"));

    public static readonly Problem StageUnknown = new(
        "stage_unknown", 409,
        MessageCatalog.Template("control.stage_unknown"),
        MessageCatalog.Text("control.stage_unknown.suggestion"));

    public static readonly Problem Active = new(
        "pipeline_active", 409,
        MessageCatalog.Text("control.active"),
        MessageCatalog.Text("control.active.suggestion"), Retryable: true);

    public static readonly Problem Starting = new(
        "pipeline_starting", 409,
        MessageCatalog.Text("control.starting"),
        MessageCatalog.Text("common.try_again_later"), Retryable: true);

    /// <summary>Names what stands in the way, with the call that shows it.</summary>
    public static ProblemException ActiveBy(string documentId, string pipelineId) => new(Active with
    {
        Details = new Dictionary<string, string> { ["pipeline_id"] = pipelineId },
        Link = $"/api/v2/documents/{documentId}/pipeline/{pipelineId}/progress",
    });
}
