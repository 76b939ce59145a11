using System.Data.Common;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Documents;
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
    OriginalDisposal disposal, StorageClaim claim, WorkFiles files, IOptions<UploadOptions> options, TimeProvider time)
{
    private const int BufferBytes = 128 * 1024;

    /// <summary>What is left to do; null where the pipeline no longer asks, or its document was deleted.</summary>
    /// <exception cref="ProblemException"><c>quota_exceeded</c>.</exception>
    public Task<Intake?> CarryOutAsync(PipelineRecord pipeline, DuplicateQuestion question, DuplicateHandling choice) =>
        choice == DuplicateHandling.Keep
            ? KeepAsync(pipeline, question)
            : database.WriteAsync(transaction => Open(
                transaction, pipeline, question, again: choice == DuplicateHandling.Again));

    /// <summary>Whether the document that the question is about is there.</summary>
    public bool IsStored(DuplicateQuestion question) => documents.Find(question.DocumentId) is not null;

    private Intake? Open(DbTransaction transaction, PipelineRecord pipeline, DuplicateQuestion question, bool again)
    {
        if (
            DocumentStore.Lock(transaction, question.DocumentId) is not { } document
            || !pipelines.IsAsking(transaction, pipeline.Id))
            return null;
        var plan = KnownBytes.Plan(transaction, document, pipeline.StageTypes, again);
        KnownBytes.Assign(transaction, pipeline.Id, plan);
        DuplicateRows.Remove(transaction, pipeline.Id);
        return plan;
    }

    /// <summary>
    /// The bytes are copied from the stored document's file. What a call that fails leaves of the copy is removed, by
    /// the orphan sweep where its answer was lost.
    /// </summary>
    private async Task<Intake?> KeepAsync(PipelineRecord pipeline, DuplicateQuestion question)
    {
        if (documents.Find(question.DocumentId) is not { } stored)
            return null;
        var key = await CopyAsync(stored, question.NewId);
        Intake? kept;
        try
        {
            kept = await database.WriteAsync(transaction => Keep(transaction, pipeline, question, stored, key));
        }
        catch (ProblemException)
        {
            await disposal.DisposeOfAsync(key);
            throw;
        }

        if (kept is null)
            await disposal.DisposeOfAsync(key);
        return kept;
    }

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
            return null;
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
        KnownBytes.Assign(transaction, pipeline.Id, plan);
        DuplicateRows.Remove(transaction, pipeline.Id);
        return plan;
    }
}
