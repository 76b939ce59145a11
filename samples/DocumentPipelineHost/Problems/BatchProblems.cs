namespace DocumentPipelineHost.Problems;

/// <summary>What may go wrong with a batch.</summary>
internal static class BatchProblems
{
    public static readonly Problem Unknown = new(
        "batch_unknown", 404,
        new("There is no batch of this id.", "没有该编号的批次。"),
        new("Create it by POST /api/v2/batches.", "请通过 POST /api/v2/batches 创建。"));

    public static readonly Problem Ended = new(
        "batch_ended", 409,
        new("The batch has ended: {0}.", "该批次已结束：{0}。"),
        new("Create a new batch, or retry what failed.", "请创建新批次，或重试失败的文件。"));

    public static readonly Problem Full = new(
        "batch_full", 409,
        new("All {0} files of the batch have come.", "该批次的 {0} 个文件均已到齐。"),
        new("Create another batch.", "请创建另一个批次。"));

    public static readonly Problem NotInterrupted = new(
        "not_interrupted", 409,
        new("Nothing of the batch is interrupted.", "该批次没有已暂停的文件。"),
        new("Wait for it, or interrupt it first.", "请等待其完成，或先暂停。"));

    public static readonly Problem AlreadyInterrupted = new(
        "already_interrupted", 409,
        new("The batch is interrupted already.", "该批次已暂停。"),
        new("Resume it, or cancel it.", "请恢复或取消该批次。"));

    public static readonly Problem NothingToRetry = new(
        "nothing_to_retry", 409,
        new("No stored file of the batch has failed.", "该批次没有可重试的失败文件。"),
        new("Upload again those that were not stored.", "未保存的文件请重新上传。"));

    public static readonly Problem TooManyFiles = new(
        "too_many_files", 413,
        new("A batch has at most {0} files.", "一个批次最多包含 {0} 个文件。"),
        new("Send several batches.", "请分成多个批次发送。"));

    public static readonly Problem TooLarge = new(
        "too_large", 413,
        new("The files of one request may have {0} bytes in all.", "一次请求的文件总大小上限为 {0} 字节。"),
        new("Announce the batch by count, and send its files one by one with batch_id.", "请先以 count 创建批次，再用 batch_id 逐个上传文件。"));
}
