using DocumentPipelineHost.Database;
using DocumentPipelineHost.Jobs;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Problems;
using DocumentPipelineHost.Uploads;

namespace DocumentPipelineHost.Batches;

/// <summary>
/// Ends a batch whose creation failed. Its client gets no 202: it has the bytes still, and sends them again. Where
/// nothing is stored, nothing is left of the batch; else it ends with the stored files, and the answer names it.
/// </summary>
internal sealed class BatchAbandonment(
    BatchStore batches, ShownBatches shown, UploadPipelines pipelines, TidyUp tidyUp)
{
    /// <summary>Whether a service is unavailable or full, so that the next file would fail too.</summary>
    public static bool IsOfService(Problem problem) =>
        problem.Status is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status507InsufficientStorage;

    /// <param name="batch">The batch.</param>
    /// <param name="exception">Why its creation failed.</param>
    /// <param name="stored">How many of its files are stored.</param>
    /// <param name="count">How many were sent.</param>
    /// <returns>What the client is answered with.</returns>
    public async Task<Exception> AbandonAsync(BatchRecord batch, Exception exception, int stored, int count)
    {
        var unstored = (exception as FileNotStoredException)?.Upload;
        var cause = (exception as FileNotStoredException)?.Cause ?? exception;
        var problem = Failures.Classify(cause);
        await tidyUp.RunAsync(
            $"Close batch {batch.Id}, which was not created", () => CloseAsync(batch, unstored, problem));
        return stored > 0 && IsOfService(problem)
            ? BatchProblems.PartlyStored(problem, batch.Id, stored, count).AsException(cause)
            : cause;
    }

    private async Task CloseAsync(BatchRecord batch, UploadRun? unstored, Problem problem)
    {
        if (unstored is not null)
            await pipelines.TakeBackAsync(unstored, problem, batch.Language);
        await batches.AbandonAsync(batch.Id);
        if (batches.Find(batch.Id) is null)
            await shown.ShowFailedAsync(batch.Id, Failures.Describe(problem, batch.Language));
        else
            await shown.SettleEndAsync(batch.Id);
    }
}
