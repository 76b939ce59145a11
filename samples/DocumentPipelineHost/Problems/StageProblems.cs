namespace DocumentPipelineHost.Problems;

/// <summary>What may go wrong while a document is processed.</summary>
internal static class StageProblems
{
    public static readonly Problem TimedOut = new(
        "timeout", 504,
        new("The stage took too long.", "处理超时。"),
        new("Try again, or split the document.", "请重试，或拆分文档。"), Retryable: true) { Transient = true };

    /// <summary>Not tried again by itself: it would keep a worker from other documents as long again.</summary>
    public static readonly Problem TookTooLong = new(
        "timeout", 504,
        new("The stage took longer than {0}.", "该阶段处理时间超过 {0}。"),
        new("Retry it, split the document, or raise Pipeline:StageTimeout.", "请重试、拆分文档，或调高 Pipeline:StageTimeout。"), Retryable: true);

    public static readonly Problem StorageUnavailable = new(
        "storage_unavailable", 503,
        new("The storage could not be reached.", "存储暂时不可用。"),
        new("It is tried again by itself.", "系统会自动重试。"), Retryable: true) { Transient = true };

    public static readonly Problem ProgressUnavailable = new(
        "backplane_unavailable", 503,
        new("The progress service could not be reached.", "进度服务暂时不可用。"),
        new("It is tried again by itself.", "系统会自动重试。"), Retryable: true) { Transient = true };

    public static readonly Problem OriginalMissing = new(
        "original_missing", 410,
        new("The stored file of this document is gone.", "该文档的原始文件已丢失。"),
        new("Delete the document and upload it again.", "请删除该文档后重新上传。"));

    public static readonly Problem OriginalDamaged = new(
        "original_damaged", 500,
        new("The stored file of this document is not the one that was uploaded.", "该文档存储的文件与上传时不一致。"),
        new("Delete the document and upload it again.", "请删除该文档后重新上传。"));

    public static readonly Problem Unexpected = new(
        "internal_error", 500,
        new("Something went wrong while processing.", "处理过程中发生内部错误。"),
        new("Try again; if it stays, report it with the document's id.", "请重试；若仍失败，请附文档编号反馈。"), Retryable: true);
}
