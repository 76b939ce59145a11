using DocumentEngine.Messages;

namespace DocumentPipelineHost.Problems;

/// <summary>What may go wrong with an upload or a document (the taxonomy of failures).</summary>
internal static class DocumentProblems
{
    public static readonly Problem NotMultipart = new(
        "not_multipart", 400,
        MessageCatalog.Text("document.not_multipart"),
        MessageCatalog.Text("common.send_as_field_file"));

    public static readonly Problem FileMissing = new(
        "file_missing", 400,
        MessageCatalog.Text("document.file_missing"),
        MessageCatalog.Text("common.send_as_field_file"));

    public static readonly Problem FileNameMissing = new(
        "file_name_missing", 400,
        MessageCatalog.Text("document.file_name_missing"),
        MessageCatalog.Text("document.file_name_missing.suggestion"));

    public static readonly Problem TooManyFiles = new(
        "too_many_files", 400,
        MessageCatalog.Text("document.too_many_files"),
        MessageCatalog.Text("document.too_many_files.suggestion"));

    public static readonly Problem Empty = new(
        "empty", 400,
        MessageCatalog.Text("error.empty"),
        MessageCatalog.Text("document.empty.suggestion"));

    public static readonly Problem TooLarge = new(
        "too_large", 413,
        MessageCatalog.Template("document.too_large"),
        MessageCatalog.Text("document.too_large.suggestion"));

    public static readonly Problem UnsupportedType = new(
        "unsupported_type", 415,
        MessageCatalog.Text("document.unsupported_type"),
        MessageCatalog.Text("error.unsupported_type.suggestion"));

    public static readonly Problem UploadAborted = new(
        "upload_aborted", 400,
        MessageCatalog.Text("document.upload_aborted"),
        MessageCatalog.Text("common.upload_again"), Retryable: true);

    public static readonly Problem UploadCancelled = new(
        "upload_cancelled", 409,
        MessageCatalog.Text("document.upload_cancelled"),
        MessageCatalog.Text("document.upload_cancelled.suggestion"));

    public static readonly Problem NotStored = new(
        "storage_unavailable", 503,
        MessageCatalog.Text("document.not_stored"),
        MessageCatalog.Text("document.not_stored.suggestion"), Retryable: true);

    public static readonly Problem StorageFull = new(
        "storage_full", 507,
        MessageCatalog.Text("document.storage_full"),
        MessageCatalog.Text("document.storage_full.suggestion"), Retryable: true);

    public static readonly Problem QuotaExceeded = new(
        "quota_exceeded", 413,
        MessageCatalog.Template("document.quota_exceeded"),
        MessageCatalog.Text("document.quota_exceeded.suggestion"));

    /// <param name="amount">The quota.</param>
    /// <param name="unit">Of what: <c>unit.bytes</c> or <c>unit.documents</c>.</param>
    public static ProblemException OverQuota(long amount, string unit) => new(QuotaExceeded with
    {
        Message = QuotaExceeded.Message.Fill(("amount", amount), ("unit", MessageCatalog.Text(unit))),
    });

    public static readonly Problem OptionConflict = new(
        "option_conflict", 400,
        MessageCatalog.Template("document.option_conflict"),
        MessageCatalog.Text("document.option_conflict.suggestion"));

    public static readonly Problem InvalidPipelineId = new(
        "invalid_pipeline_id", 400,
        MessageCatalog.Text("document.invalid_pipeline_id"),
        MessageCatalog.Text("document.invalid_pipeline_id.suggestion"));

    public static readonly Problem PipelineExists = new(
        "pipeline_exists", 409,
        MessageCatalog.Text("document.pipeline_exists"),
        MessageCatalog.Text("document.pipeline_exists.suggestion"));

    public static readonly Problem IdempotencyBusy = new(
        "idempotency_in_progress", 409,
        MessageCatalog.Text("document.idempotency_busy"),
        MessageCatalog.Text("document.idempotency_busy.suggestion"), Retryable: true);

    public static readonly Problem IdempotencyReused = new(
        "idempotency_key_reused", 422,
        MessageCatalog.Text("document.idempotency_reused"),
        MessageCatalog.Text("document.idempotency_reused.suggestion"));

    public static readonly Problem IdempotencyDeleted = new(
        "idempotency_result_deleted", 410,
        MessageCatalog.Text("document.idempotency_deleted"),
        MessageCatalog.Text("document.idempotency_deleted.suggestion"));

    public static readonly Problem IdempotencyInvalid = new(
        "idempotency_key_invalid", 400,
        MessageCatalog.Text("document.idempotency_invalid"),
        MessageCatalog.Text("document.idempotency_invalid.suggestion"));
}
