using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Jobs;
using DocumentPipelineHost.Problems;
using DocumentPipelineHost.Storage;
using DocumentPipelineHost.Uploads;
using Dpa.Realtime;

namespace DocumentPipelineHost.Tus;

/// <summary>
/// Creates the document of an upload whose bytes are all there, once, whichever request or instance does it. Of several
/// that try, one claims the upload, and the outcome is recorded in the transaction that stores the document. After a
/// transient failure the next attempt does it.
/// </summary>
internal sealed class TusCompletion(
    TusStore store, TusPieces pieces, TusWatches watches, UploadAcceptance acceptance, UploadPipelines pipelines,
    TimeProvider time, ILogger<TusCompletion> logger)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// Its row once it has ended. The caller holds the upload's lock in this process; where another instance completes
    /// the upload, that is waited for.
    /// </summary>
    /// <exception cref="ProblemException">The document was refused, or cannot be stored now.</exception>
    /// <exception cref="OperationCanceledException">Another instance did not end in time.</exception>
    public async Task<TusUpload> FinishAsync(TusUpload upload, CancellationToken ct)
    {
        while (upload.IsWhole)
        {
            if (await store.ClaimAsync(upload.Id))
                await CompleteAsync(upload);
            else
                await Task.Delay(Poll, time, ct);
            upload = store.Find(upload.Id) ?? throw TusProblems.NotFound.AsException();
        }

        return upload;
    }

    private async Task CompleteAsync(TusUpload whole)
    {
        await using var upload = new Upload(
            whole.Owner, whole.Language, whole.Length, pipelines, documentId: whole.DocumentId);
        if (whole.PipelineId is { } id)
            upload.Keep(pipelines.Hold(id)); // until its work is in the queue, or what it came to is shown
        if (await TryAcceptAsync(whole, upload) is not { } accepted)
            return;
        await StartAsync(whole, upload, accepted);
        await watches.DropAsync(whole.Id);
        await pieces.RemoveAsync(whole.Id);
    }

    /// <summary>
    /// Null where another instance took this one for dead and went on with it: nothing of this try is kept.
    /// </summary>
    [SuppressMessage(
        "Design", "CA1031",
        Justification = "Whatever came of it is shown to whoever watches the upload, then thrown on.")]
    private async Task<Accepted?> TryAcceptAsync(TusUpload whole, Upload upload)
    {
        try
        {
            upload.Watched = await watches.TakeAsync(whole);
            if (watches.IsCancelled(whole))
                throw DocumentProblems.UploadCancelled.AsException(); // since its last bytes were asked for
            var filename = TusMetadata.Restore(whole.Metadata, upload.Form);
            upload.Attach(filename, await pieces.AssembleAsync(whole));
            upload.OnStored = (transaction, intake) => Note(transaction, whole, upload, intake);
            return await acceptance.AcceptAsync(upload, upload.Form.Strict);
        }
        catch (ProblemException exception) when (exception.Problem.Code == TusProblems.Locked.Code)
        {
            await watches.DropAsync(whole.Id);
            return null;
        }
        catch (Exception exception) when (MayPass(exception))
        {
            await TryReleaseAsync(whole.Id);
            throw;
        }
        catch (Exception exception)
        {
            await FailAsync(whole, upload.Watched, exception);
            throw;
        }
    }

    /// <summary>
    /// The document is stored: whatever happens now, its client receives that answer. Work that was not begun is found
    /// by its row.
    /// </summary>
    [SuppressMessage(
        "Design", "CA1031", Justification = "The document is stored, and its row shows what is left to do.")]
    private async Task StartAsync(TusUpload whole, Upload upload, Accepted accepted)
    {
        try
        {
            await acceptance.StartAsync(upload, accepted);
        }
        catch (Exception exception)
        {
            logger.LogWarning(
                "Upload {UploadId} is stored; its work begins a little later: {Reason}", whole.Id, exception.Message);
        }
    }

    private static bool MayPass(Exception exception) => exception is ProblemException { Problem.Status: 503 or 507 }
        || (exception is DbException failure && DatabaseFailures.MayPass(failure))
        || exception is IOException and not FileNotFoundException
        || exception is PipelineException { IsRetryable: true };

    private void Note(DbTransaction transaction, TusUpload whole, Upload upload, Intake intake)
    {
        var pipeline = intake.Question?.PipelineId ?? intake.Live?.Id ?? intake.Added?.Id
            ?? (intake.Stages.Count > 0 || intake.IsNew ? upload.Watched?.Run.Id : null);
        var document = intake.Document;
        var status = intake.Question is not null ? "waiting" : intake.IsNew ? "uploaded" : "exists";
        var documentId = intake.Question?.NewId ?? document.Id;
        if (
            !store.Complete(
                transaction, whole.Id, new TusResult(documentId, document.Filename, document.Size, status, pipeline)))
            // another instance claimed it meanwhile: nothing of this try is kept
            throw TusProblems.Locked.AsException();
    }

    private async Task TryReleaseAsync(string id)
    {
        try
        {
            await store.ReleaseAsync(id);
        }
        catch (DbException exception)
        {
            // This instance may claim it again; another one once this one has gone.
            logger.LogWarning("The claim of upload {UploadId} was not released: {Reason}", id, exception.Message);
        }
    }

    private async Task FailAsync(TusUpload whole, UploadRun? watched, Exception exception)
    {
        var problem = Failures.Classify(exception);
        try
        {
            await store.FailAsync(whole.Id, problem.Code);
            if (watched is not null)
                await pipelines.FailAsync(watched, problem, whole.Language);
        }
        finally
        {
            await watches.DropAsync(whole.Id);
        }

        await pieces.RemoveAsync(whole.Id);
    }
}
