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
}
