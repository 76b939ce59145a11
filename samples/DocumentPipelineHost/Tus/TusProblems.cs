using DocumentEngine.Messages;
using DocumentPipelineHost.Problems;

namespace DocumentPipelineHost.Tus;

/// <summary>What may go wrong with a resumable upload.</summary>
internal static class TusProblems
{
    private const int ChecksumMismatchStatus = 460; // of the protocol's own

    public static readonly Problem UnknownVersion = new(
        "tus_version", 412,
        MessageCatalog.Text("tus.unknown_version"),
        MessageCatalog.Text("tus.unknown_version.suggestion"));

    public static readonly Problem InvalidHeader = new(
        "invalid_header", 400,
        MessageCatalog.Template("tus.invalid_header"),
        MessageCatalog.Text("tus.invalid_header.suggestion"));

    public static readonly Problem WrongContentType = new(
        "unsupported_media_type", 415,
        MessageCatalog.Text("tus.wrong_content_type"),
        MessageCatalog.Text("tus.wrong_content_type.suggestion"));

    public static readonly Problem NotFound = new(
        "upload_not_found", 404,
        MessageCatalog.Text("tus.not_found"),
        MessageCatalog.Text("common.create_upload"));

    public static readonly Problem Expired = new(
        "upload_expired", 410,
        MessageCatalog.Text("tus.expired"),
        MessageCatalog.Text("common.create_upload"));

    public static readonly Problem WrongOffset = new(
        "offset_conflict", 409,
        MessageCatalog.Template("tus.wrong_offset"),
        MessageCatalog.Text("tus.wrong_offset.suggestion"), Retryable: true);

    public static readonly Problem Locked = new(
        "upload_locked", 423,
        MessageCatalog.Text("tus.locked"),
        MessageCatalog.Text("common.try_again_later"), Retryable: true);

    public static readonly Problem ChecksumMismatch = new(
        "checksum_mismatch", ChecksumMismatchStatus,
        MessageCatalog.Text("tus.checksum_mismatch"),
        MessageCatalog.Text("tus.checksum_mismatch.suggestion"), Retryable: true);

    public static readonly Problem TooLong = new(
        "too_large", 413,
        MessageCatalog.Template("tus.too_long"),
        MessageCatalog.Text("tus.too_long.suggestion"));

    public static readonly Problem TooManyPieces = new(
        "too_many_pieces", 413,
        MessageCatalog.Template("tus.too_many_pieces"),
        MessageCatalog.Text("tus.too_many_pieces.suggestion"));

    public static readonly Problem StorageFull = new(
        "storage_full", 507,
        MessageCatalog.Template("tus.storage_full"),
        MessageCatalog.Text("tus.storage_full.suggestion"), Retryable: true);

    public static readonly Problem StorageUnavailable = new(
        "storage_unavailable", 503,
        MessageCatalog.Template("tus.storage_unavailable"),
        MessageCatalog.Text("tus.storage_unavailable.suggestion"), Retryable: true);

    public static readonly Problem TooManyUploads = new(
        "too_many_uploads", 429,
        MessageCatalog.Template("tus.too_many_uploads"),
        MessageCatalog.Text("tus.too_many_uploads.suggestion"), Retryable: true);
}
