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
/// Makes a document of an upload whose bytes are all there, once, whichever request or instance does it: what came of it is noted in the
/// transaction that stores the document. A failure that may pass leaves it to the next try.
/// </summary>
internal sealed class TusCompletion(
    TusStore store, ISegmentStore segments, TusWatches watches, WorkFiles files, UploadAcceptance acceptance, UploadPipelines pipelines,
    ILogger<TusCompletion> logger)
{
    /// <summary>The caller holds the upload's lock. The row as it is then.</summary>
    /// <exception cref="ProblemException">The document was refused, or cannot be stored now.</exception>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever came of it is shown to whoever watches the upload, then thrown on.")]
    public async Task<TusUpload?> CompleteAsync(TusUpload whole)
    {
        var (form, filename) = TusMetadata.Parse(whole.Metadata);
        await using var upload = new Upload(whole.Owner, whole.Language, whole.Length, pipelines, form, whole.DocumentId);
        upload.Watched = await watches.TakeAsync(whole);
        Accepted accepted;
        try
        {
            if (watches.IsCancelled(whole))
                throw DocumentProblems.UploadCancelled.AsException(); // since its last bytes were asked for
            upload.Attach(filename, await AssembleAsync(whole));
            upload.OnStored = (transaction, intake) => Note(transaction, whole, upload, intake);
            accepted = await acceptance.AcceptAsync(upload, form.Strict, CancellationToken.None);
        }
        catch (Exception exception) when (!MayPass(exception))
        {
            await FailAsync(whole, upload.Watched, exception);
            throw;
        }

        await acceptance.StartAsync(upload, accepted);
        await watches.DropAsync(whole.Id);
        await RemoveSegmentsAsync(whole.Id);
        return store.Find(whole.Id);
    }

    /// <summary>Removes the pieces of an upload that has ended.</summary>
    public async Task RemoveSegmentsAsync(string uploadId)
    {
        try
        {
            foreach (var segment in store.Segments(uploadId))
                await segments.DeleteAsync(segment.Key, CancellationToken.None);
            await store.RemoveSegmentsAsync(uploadId);
        }
        catch (Exception exception) when (MayPass(exception))
        {
            logger.LogWarning("Pieces of upload {UploadId} were not removed: {Reason}. The sweep tries again.", uploadId, exception.Message);
        }
    }

    private static bool MayPass(Exception exception) => exception is ProblemException { Problem.Status: 503 or 507 }
        || (exception is DbException failure && DatabaseFailures.MayPass(failure))
        || exception is IOException and not FileNotFoundException
        || exception is PipelineException { IsRetryable: true };

    private static void Note(DbTransaction transaction, TusUpload whole, Upload upload, Intake intake)
    {
        var pipeline = intake.Live?.Id ?? intake.Added?.Id ?? (intake.Stages.Count > 0 || intake.IsNew ? upload.Watched?.Run.Id : null);
        var document = intake.Document;
        var result = new TusResult(document.Id, document.Filename, document.Size, intake.IsNew ? "uploaded" : "exists", pipeline);
        if (!TusStore.Complete(transaction, whole.Id, result))
            throw TusProblems.WrongOffset.With(whole.Length); // another instance was first: nothing of this one is kept
    }

    private async Task FailAsync(TusUpload whole, UploadRun? watched, Exception exception)
    {
        if (exception is ProblemException { Problem.Code: "offset_conflict" })
            return;
        var problem = Failures.Classify(exception);
        await store.FailAsync(whole.Id, problem.Code);
        if (watched is not null)
            await pipelines.FailAsync(watched, problem, whole.Language);
        await watches.DropAsync(whole.Id);
        await RemoveSegmentsAsync(whole.Id);
    }

    private async Task<IncomingFile> AssembleAsync(TusUpload whole)
    {
        var file = files.Receive();
        try
        {
            var buffer = new byte[128 * 1024];
            foreach (var segment in store.Segments(whole.Id))
            {
                await using var source = await segments.OpenAsync(segment, CancellationToken.None);
                int read;
                while ((read = await source.ReadAsync(buffer)) > 0)
                    await file.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None);
            }

            await file.CloseAsync();
            if (file.Length != whole.Length)
                throw new IOException($"The pieces of upload {whole.Id} have {file.Length} bytes of {whole.Length}.");
            return file;
        }
        catch (IOException exception) when (exception is not FileNotFoundException)
        {
            await file.DisposeAsync();
            throw StorageFailures.Problem(exception).AsException(exception);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }
}
