using System.Data.Common;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Jobs;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Problems;
using DocumentPipelineHost.Storage;
using DocumentPipelineHost.Uploads;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Duplicates;

/// <summary>
/// Carries out the answer about bytes that are stored already: in one transaction the question goes, and its pipeline
/// gets its document and its work. Promises: an answer has its effect once; a pipeline that was stopped, ended or taken
/// over meanwhile is left as it is.
/// </summary>
internal sealed class DuplicateAnswers(
    HostDatabase database, DocumentStore documents, PipelineStore pipelines, IOriginalStore originals,
    OriginalDisposal disposal, StorageClaim claim, WorkFiles files, IOptions<UploadOptions> options,
    IOptions<PipelineOptions> retries, TimeProvider time)
{
    private const int BufferBytes = 128 * 1024;

    /// <summary>What is left to do; null where the pipeline no longer asks, or its document was deleted.</summary>
    /// <param name="pipeline">The pipeline that asked.</param>
    /// <param name="question">What it asked.</param>
    /// <param name="choice">The answer.</param>
    /// <param name="stops">A person stops the pipeline: the wait before a retry ends.</param>
    /// <exception cref="ProblemException"><c>quota_exceeded</c>.</exception>
    /// <exception cref="OperationCanceledException">It was stopped before a retry.</exception>
    public Task<Intake?> CarryOutAsync(
        PipelineRecord pipeline, DuplicateQuestion question, DuplicateHandling choice, CancellationToken stops) =>
        choice == DuplicateHandling.Keep
            ? KeepAsync(pipeline, question, stops)
            : RetriedAsync(
                () => database.WriteAsync(transaction => Open(
                    transaction, pipeline, question, again: choice == DuplicateHandling.Again)),
                stops);

    /// <summary>Whether the document that the question is about is there.</summary>
    public bool IsStored(DuplicateQuestion question) => documents.Find(question.DocumentId) is not null;

    private Intake? Open(DbTransaction transaction, PipelineRecord pipeline, DuplicateQuestion question, bool again)
    {
        if (
            DocumentStore.Lock(transaction, question.DocumentId) is not { } document
            || !pipelines.IsAsking(transaction, pipeline.Id))
            return null;
        var plan = KnownBytes.Plan(transaction, document, pipeline.StageTypes, again);
        KnownBytes.Assign(transaction, pipeline.Id, plan, time.GetUtcNow());
        DuplicateRows.Remove(transaction, pipeline.Id);
        return plan;
    }

    /// <summary>
    /// The bytes are copied from the stored document's file, once for all tries. A copy that no document names is
    /// removed after the last of them.
    /// </summary>
    private async Task<Intake?> KeepAsync(PipelineRecord pipeline, DuplicateQuestion question, CancellationToken stops)
    {
        string? key = null;
        try
        {
            return await RetriedAsync(
                async () =>
                {
                    if (documents.Find(question.DocumentId) is not { } stored)
                        return null;
                    var copied = key ??= await CopyAsync(stored, question.NewId);
                    return await database.WriteAsync(transaction =>
                        Keep(transaction, pipeline, question, stored, copied));
                },
                stops);
        }
        finally
        {
            if (key is not null)
                await DisposeOfUnusedAsync(question.NewId, key);
        }
    }

    /// <summary>Where the database is unavailable the copy is left to the orphan sweep.</summary>
    private async Task DisposeOfUnusedAsync(string documentId, string key)
    {
        try
        {
            if (documents.Find(documentId)?.StorageKey != key)
                await disposal.DisposeOfAsync(key);
        }
        catch (DbException)
        {
            // A document may name it: the database's answer may be lost.
        }
    }

    /// <summary>An answer is tried again after transient errors, as work is.</summary>
    private async Task<Intake?> RetriedAsync(Func<Task<Intake?>> carryOut, CancellationToken stops)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return await carryOut();
            }
            catch (Exception exception) when (tries < retries.Value.Retries && MayPass(exception))
            {
                await Task.Delay(
                    Retries.Wait(retries.Value.RetryDelay, tries, Random.Shared.NextDouble()), time, stops);
            }
        }
    }

    /// <summary>An error of the work folder's disk too: an upload gets it as its answer, a question may wait.</summary>
    private static bool MayPass(Exception exception) =>
        Failures.Classify(exception).Transient
        || exception is ProblemException { InnerException: { } cause } && StorageFailures.IsOfStorage(cause);

    private async Task<string> CopyAsync(Document stored, string documentId)
    {
        using var copy = await originals.FetchAsync(stored.Original, CancellationToken.None);
        await using var file = files.Receive();
        await using (var bytes = new FileStream(
            copy.Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous))
        {
            var buffer = new byte[BufferBytes];
            int read;
            while ((read = await bytes.ReadAsync(buffer)) > 0)
                await file.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None);
        }

        await file.CloseAsync();
        await claim.EnsureAsync(CancellationToken.None);
        return await originals.KeepAsync(file, documentId, CancellationToken.None);
    }

    private Intake? Keep(
        DbTransaction transaction, PipelineRecord pipeline, DuplicateQuestion question, Document stored, string key)
    {
        DocumentStore.Lock(transaction, question.DocumentId);
        if (!pipelines.IsAsking(transaction, pipeline.Id))
            return DocumentStore.Lock(transaction, question.NewId) is { } kept && kept.StorageKey == key
                ? new Intake(kept, IsNew: true, pipeline.StageTypes, null) // the last try's answer was lost
                : null;
        DocumentStore.RemoveAlias(transaction, question.NewId);
        var document = new Document
        {
            Id = question.NewId,
            Owner = stored.Owner,
            ProjectId = stored.ProjectId,
            Filename = question.Filename,
            Size = stored.Size,
            Sha256 = stored.Sha256,
            ContentType = stored.ContentType,
            StorageKey = key,
            CreatedAt = time.GetUtcNow(),
        };
        // By its bytes alone it is found only where the stored one was deleted meanwhile.
        if (!DocumentStore.TryAdd(transaction, document))
            DocumentStore.TryAdd(transaction, document = document with { IsKeptBeside = true });
        Quota.Check(transaction, document.Owner, 0, options.Value);
        var plan = new Intake(document, IsNew: true, pipeline.StageTypes, null);
        KnownBytes.Assign(transaction, pipeline.Id, plan, time.GetUtcNow());
        DuplicateRows.Remove(transaction, pipeline.Id);
        return plan;
    }
}
