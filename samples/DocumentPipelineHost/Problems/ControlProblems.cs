namespace DocumentPipelineHost.Problems;

/// <summary>Why a pipeline or a batch cannot be controlled as asked for. All are 409: its state does not allow it.</summary>
internal static class ControlProblems
{
    public static readonly Problem Ended = new(
        "pipeline_ended", 409,
        new("The pipeline has ended: {0}.", "该流水线已结束：{0}。"),
        new("Retry it where it failed or was cancelled; otherwise start an operation on the document.", "失败或已取消的可重试；否则请对文档启动新的处理。"));

    public static readonly Problem AlreadyInterrupted = new(
        "already_interrupted", 409,
        new("The pipeline is interrupted already.", "该流水线已暂停。"),
        new("Resume it, or cancel it.", "请恢复或取消该流水线。"));

    public static readonly Problem NotInterrupted = new(
        "not_interrupted", 409,
        new("The pipeline is not interrupted: {0}.", "该流水线未处于暂停状态：{0}。"),
        new("Wait for it, or interrupt it first.", "请等待其完成，或先暂停。"));

    public static readonly Problem NotEnded = new(
        "not_ended", 409,
        new("The pipeline has not ended: {0}.", "该流水线尚未结束：{0}。"),
        new("Resume it where it is interrupted, or cancel it first.", "若已暂停请恢复，或先取消。"));

    public static readonly Problem NothingToRetry = new(
        "nothing_to_retry", 409,
        new("The pipeline is completed.", "该流水线已完成。"),
        new("To do its work again, execute an operation with force=true.", "如需重新处理，请以 force=true 执行相应操作。"));

    public static readonly Problem NothingStored = new(
        "nothing_stored", 409,
        new("The upload of this pipeline stored no document.", "该流水线的上传未保存任何文档。"),
        new("Upload the file again.", "请重新上传该文件。"));

    public static readonly Problem StageUnknown = new(
        "stage_unknown", 409,
        new("The pipeline has no stage {0} that is still to be done.", "该流水线没有待处理的阶段 {0}。"),
        new("Name a stage that failed, was cancelled or did not begin, or leave stage out.", "请指定失败、已取消或未开始的阶段，或省略 stage。"));

    public static readonly Problem Active = new(
        "pipeline_active", 409,
        new("Another pipeline of this document has not ended.", "该文档已有未结束的流水线。"),
        new("Wait for it, resume it, or cancel it.", "请等待、恢复或取消该流水线。"), Retryable: true);

    public static readonly Problem Starting = new(
        "pipeline_starting", 409,
        new("The pipeline is about to start.", "该流水线即将启动。"),
        new("Try again in a moment.", "请稍后重试。"), Retryable: true);

    /// <summary>Names what stands in the way, with the call that shows it.</summary>
    public static ProblemException ActiveBy(string documentId, string pipelineId) => new(Active with
    {
        Details = new Dictionary<string, string>
        {
            ["pipeline_id"] = pipelineId,
            ["link"] = $"/api/v2/documents/{documentId}/pipeline/{pipelineId}/progress",
        },
    });
}
