using System.Data.Common;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Duplicates;
using DocumentPipelineHost.Options;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Problems;
using DocumentPipelineHost.Stages;
using DocumentPipelineHost.Storage;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Uploads;

/// <summary>
/// Accepts a received file. Promises: a document is accepted only when its bytes and its job are stored, in one step;
/// the same bytes of the same owner in the same project are one document, unless the upload asks to keep both, or a
/// person is asked about them (<see cref="DuplicateHandling"/>); nothing of them is kept meanwhile: they are
/// the stored document's. Nothing of it can be cancelled: its bytes have come, and whether their sender still waits
/// makes no difference.
/// </summary>
internal sealed class DocumentIntake(
    HostDatabase database, IOriginalStore originals, OriginalDisposal disposal, StorageClaim claim,
    UploadPipelines pipelines, IOptions<UploadOptions> options,
    TimeProvider time)
{
    /// <summary>Open questions of a user; from then on the stored document is opened without a question.</summary>
    private const int MostQuestions = 100;

    public async Task<Intake> AcceptAsync(Upload upload, ProcessingOptions options)
    {
        var file = upload.File!;
        var contentType = await ContentInspector.InspectAsync(file);
        var wanted = StageCatalog.Wanted(options);
        if (Handling(upload) != DuplicateHandling.Keep
            && await database.WriteAsync(transaction => FindKnown(transaction, upload, file, wanted)) is { } known)
            return known; // its bytes need not be moved
        var key = await KeepAsync(file, upload.DocumentId);
        var document = new Document
        {
            Id = upload.DocumentId,
            Owner = upload.Owner,
            ProjectId = upload.Form.ProjectId,
            Filename = upload.Filename,
            Size = file.Length,
            Sha256 = file.Sha256,
            ContentType = contentType,
            StorageKey = key,
            CreatedAt = time.GetUtcNow(),
        };
        return await StoreAsync(upload, document, wanted);
    }

    /// <summary>
    /// A file that no document names is removed at once where the database confirmed that. Where its answer was lost, a
    /// document may name the file: such files are left to the orphan sweep.
    /// </summary>
    private async Task<Intake> StoreAsync(Upload upload, Document document, IReadOnlyList<string> wanted)
    {
        try
        {
            var intake = await database.WriteAsync(
                transaction => Store(transaction, upload, document, wanted));
            if (!intake.IsNew)
                await disposal.DisposeOfAsync(document.StorageKey);
            return intake;
        }
        catch (ProblemException)
        {
            await disposal.DisposeOfAsync(document.StorageKey);
            throw;
        }
    }

    private async Task<string> KeepAsync(IncomingFile file, string documentId)
    {
        try
        {
            await claim.EnsureAsync(CancellationToken.None);
            return await originals.KeepAsync(file, documentId, CancellationToken.None);
        }
        catch (Exception exception) when (StorageFailures.IsOfStorage(exception))
        {
            throw StorageFailures.Problem(exception).AsException(exception);
        }
    }

    private Intake? FindKnown(
        DbTransaction transaction, Upload upload, IncomingFile file, IReadOnlyList<string> wanted) =>
        DocumentStore.FindSame(transaction, upload.Owner, upload.Form.ProjectId, file.Sha256) is { } same
            ? Known(transaction, upload, same, wanted)
            : null;

    private Intake Store(DbTransaction transaction, Upload upload, Document document, IReadOnlyList<string> wanted)
    {
        while (!DocumentStore.TryAdd(transaction, document))
        {
            // Null where it was deleted between the two questions.
            var same = DocumentStore.FindSame(transaction, document.Owner, document.ProjectId, document.Sha256);
            if (same is not null && (Handling(upload) != DuplicateHandling.Keep || document.IsKeptBeside))
                return Known(transaction, upload, same, wanted);
            // Only beside another one does it need a key of its own: later uploads then still find one by its bytes.
            document = document with { IsKeptBeside = same is not null };
        }

        Quota.Check(transaction, document.Owner, 0, options.Value);
        if (
            upload.Watched is { } watched
            && !PipelineStore.Assign(transaction, watched.Run.Id, document.Id, wanted, time.GetUtcNow()))
            throw DocumentProblems.UploadCancelled.AsException();
        var added = upload.Watched is null ? Add(transaction, upload, document, wanted) : null;
        return Note(transaction, upload, new Intake(document, IsNew: true, wanted, added));
    }

    /// <summary>
    /// What is missing is done by the upload's own pipeline or a new one, unless one that is under way does it all.
    /// </summary>
    private Intake Known(DbTransaction transaction, Upload upload, Document document, IReadOnlyList<string> wanted)
    {
        var handling = Handling(upload);
        if (handling == DuplicateHandling.Ask && DuplicateRows.Count(transaction, upload.Owner) < MostQuestions)
            return Note(transaction, upload, Ask(transaction, upload, document, wanted));
        var plan = KnownBytes.Plan(transaction, document, wanted, again: handling == DuplicateHandling.Again);
        if (upload.Watched is { } watched)
        {
            if (!KnownBytes.Assign(transaction, watched.Run.Id, plan, time.GetUtcNow()))
                throw DocumentProblems.UploadCancelled.AsException();
            DocumentStore.AddAlias(transaction, upload.DocumentId, document.Id); // the id that the upload has shown
        }
        else if (plan.OwnStages is { Count: > 0 } own && Add(transaction, upload, document, own) is { } added)
        {
            PipelineStore.AssignAgain(transaction, added.Id, plan.Again);
            plan = plan with { Added = added with { Again = string.Join(',', plan.Again) } };
        }

        return Note(transaction, upload, plan);
    }

    /// <summary>
    /// The upload's pipeline, or a new one, waits for a person. The id that the upload announces is the stored
    /// document's until then.
    /// </summary>
    private Intake Ask(DbTransaction transaction, Upload upload, Document document, IReadOnlyList<string> wanted)
    {
        PipelineRecord? added = null;
        if (upload.Watched is null)
            added = pipelines.AddQuestion(transaction, upload, wanted);
        else if (!PipelineStore.AssignQuestion(transaction, upload.Watched.Run.Id, wanted, time.GetUtcNow()))
            throw DocumentProblems.UploadCancelled.AsException();
        var question = new DuplicateQuestion
        {
            PipelineId = added?.Id ?? upload.Watched!.Run.Id,
            DocumentId = document.Id,
            StoredName = document.Filename,
            NewId = upload.DocumentId,
            Filename = upload.Filename,
            Size = document.Size,
            Until = time.GetUtcNow() + options.Value.QuestionTimeout,
        };
        DuplicateRows.Add(transaction, question);
        DocumentStore.AddAlias(transaction, upload.DocumentId, document.Id);
        return new Intake(document, IsNew: false, wanted, added) { Question = question };
    }

    private DuplicateHandling Handling(Upload upload) => upload.Form.Duplicates ?? options.Value.Duplicates;

    private static Intake Note(DbTransaction transaction, Upload upload, Intake intake)
    {
        upload.OnStored?.Invoke(transaction, intake);
        return intake;
    }

    private PipelineRecord? Add(
        DbTransaction transaction, Upload upload, Document document, IReadOnlyList<string> stages
    ) => stages.Count == 0 ? null : pipelines.Add(transaction, upload, document, stages);
}
