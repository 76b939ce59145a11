using DocumentEngine.Messages;

namespace DocumentPipelineHost.Problems;

/// <summary>What may go wrong with a batch.</summary>
internal static class BatchProblems
{
    public static readonly Problem Unknown = new(
        "batch_unknown", 404,
        MessageCatalog.Text("batch.unknown"),
        MessageCatalog.Text("batch.unknown.suggestion"));

    public static readonly Problem Ended = new(
        "batch_ended", 409,
        MessageCatalog.Template("batch.ended"),
        MessageCatalog.Text("batch.ended.suggestion"));

    public static readonly Problem Full = new(
        "batch_full", 409,
        MessageCatalog.Template("batch.full"),
        MessageCatalog.Text("batch.full.suggestion"));

    public static readonly Problem NotInterrupted = new(
        "not_interrupted", 409,
        MessageCatalog.Text("batch.not_interrupted"),
        MessageCatalog.Text("common.wait_or_interrupt"));

    public static readonly Problem AlreadyInterrupted = new(
        "already_interrupted", 409,
        MessageCatalog.Text("batch.already_interrupted"),
        MessageCatalog.Text("batch.already_interrupted.suggestion"));

    public static readonly Problem StillStopping = new(
        "still_stopping", 409,
        MessageCatalog.Text("batch.still_stopping"),
        MessageCatalog.Text("common.try_again_later"), Retryable: true);

    public static readonly Problem NothingToRetry = new(
        "nothing_to_retry", 409,
        MessageCatalog.Text("batch.nothing_to_retry"),
        MessageCatalog.Text("batch.nothing_to_retry.suggestion"));

    public static readonly Problem TooManyFiles = new(
        "too_many_files", 413,
        MessageCatalog.Template("batch.too_many_files"),
        MessageCatalog.Text("batch.too_many_files.suggestion"));

    public static readonly Problem TooLarge = new(
        "too_large", 413,
        MessageCatalog.Template("batch.too_large"),
        MessageCatalog.Text("batch.too_large.suggestion"));

    public static readonly Problem PipelineIdGiven = new(
        "pipeline_id_of_batch", 400,
        MessageCatalog.Text("batch.pipeline_id"),
        MessageCatalog.Text("batch.pipeline_id.suggestion"));

    public static readonly Problem BatchIdGiven = new(
        "batch_id_of_batch", 400,
        MessageCatalog.Text("batch.batch_id"),
        MessageCatalog.Text("batch.batch_id.suggestion"));

    /// <summary>A service failed after some of a batch's files were stored: they stay, and are named.</summary>
    /// <param name="cause">What failed: 503 or 507.</param>
    /// <param name="batchId">The batch, which has the stored files.</param>
    /// <param name="stored">How many are stored.</param>
    /// <param name="count">How many were sent.</param>
    public static Problem PartlyStored(Problem cause, string batchId, int stored, int count) => cause with
    {
        Message = MessageCatalog.Text(
            "batch.partly_stored", ("stored", stored), ("count", count),
            ("problem", cause.Code switch
            {
                "storage_full" => StageProblems.StorageFull.Message,
                "backplane_unavailable" => StageProblems.ProgressUnavailable.Message,
                _ => StageProblems.StorageUnavailable.Message,
            })),
        Suggestion = MessageCatalog.Text("batch.partly_stored.suggestion"),
        Details = new Dictionary<string, string> { ["batch_id"] = batchId },
        Link = $"/api/v2/batches/{batchId}",
    };
}
