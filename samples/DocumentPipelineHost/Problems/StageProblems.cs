using DocumentEngine.Messages;

namespace DocumentPipelineHost.Problems;

/// <summary>What may go wrong while a document is processed.</summary>
internal static class StageProblems
{
    public static readonly Problem TimedOut = new(
        "timeout", 504,
        MessageCatalog.Text("stage.timed_out"),
        MessageCatalog.Text("stage.timed_out.suggestion"), Retryable: true) { Transient = true };

    /// <summary>Not tried again by itself: it would keep a worker from other documents as long again.</summary>
    public static readonly Problem TookTooLong = new(
        "timeout", 504,
        MessageCatalog.Template("stage.took_too_long"),
        MessageCatalog.Text("stage.took_too_long.suggestion"), Retryable: true);

    public static readonly Problem StorageUnavailable = new(
        "storage_unavailable", 503,
        MessageCatalog.Text("stage.storage_unavailable"),
        MessageCatalog.Text("stage.tried_again_by_itself"), Retryable: true) { Transient = true };

    public static readonly Problem StorageFull = new(
        "storage_full", 507,
        MessageCatalog.Text("stage.storage_full"),
        MessageCatalog.Text("stage.storage_full.suggestion"), Retryable: true) { Transient = true };

    public static readonly Problem ProgressUnavailable = new(
        "backplane_unavailable", 503,
        MessageCatalog.Text("stage.progress_unavailable"),
        MessageCatalog.Text("stage.tried_again_by_itself"), Retryable: true) { Transient = true };

    public static readonly Problem OriginalMissing = new(
        "original_missing", 410,
        MessageCatalog.Text("stage.original_missing"),
        MessageCatalog.Text("common.delete_and_upload_again"));

    public static readonly Problem OriginalDamaged = new(
        "original_damaged", 500,
        MessageCatalog.Text("stage.original_damaged"),
        MessageCatalog.Text("common.delete_and_upload_again"));

    public static readonly Problem Unexpected = new(
        "internal_error", 500,
        MessageCatalog.Text("stage.unexpected"),
        MessageCatalog.Text("stage.unexpected.suggestion"), Retryable: true);
}
