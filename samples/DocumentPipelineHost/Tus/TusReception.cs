using System.Data.Common;
using DocumentPipelineHost.Accounts;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Idempotency;
using DocumentPipelineHost.Problems;

namespace DocumentPipelineHost.Tus;

/// <summary>
/// What the calls have in common: one request at a time has an upload, receives its next piece, and answers no sooner
/// than its document is stored where all bytes are there.
/// </summary>
internal sealed class TusReception(
    TusStore store, TusReceiver receiver, TusCompletion completion, TusWatches watches, TusRemoval removal,
    TusLocks locks, TimeProvider time)
{
    private static readonly TimeSpan LockLimit = TimeSpan.FromSeconds(10);

    /// <summary>The caller's upload; another user's is not found.</summary>
    public TusUpload Find(HttpContext context, string id)
    {
        if (store.Find(id) is not { } upload || upload.Owner != context.UserId())
            throw TusProblems.NotFound.AsException();
        return upload.ExpiresAt > time.GetUtcNow() ? upload : throw TusProblems.Expired.AsException();
    }

    /// <summary>
    /// The older request has to keep what it has; where it cannot within a while, the client asks again.
    /// </summary>
    public async Task<TusLocks.Hold> TakeAsync(string id, HttpContext context)
    {
        Find(context, id); // another user cannot end this user's request
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limit.CancelAfter(LockLimit);
        try
        {
            return await locks.TakeAsync(id, limit.Token);
        }
        catch (OperationCanceledException exception)
        {
            throw TusProblems.Locked.AsException(exception);
        }
    }

    /// <summary>Where the storage fails, the answer reports what is kept of the upload.</summary>
    public async Task<T> ExplainAsync<T>(string id, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception exception) when (OfStorage(exception) is not null)
        {
            throw OfStorage(exception)!.With(store.Find(id)?.Received ?? 0);
        }
    }

    /// <summary>Receives the piece that begins at the offset; writes into the answer how far the upload is.</summary>
    public async Task<TusUpload> ReceiveAsync(HttpContext context, string id, long offset)
    {
        using var hold = await TakeAsync(id, context);
        return await ReceiveAsync(context, hold, id, offset);
    }

    /// <summary>As above, for a request that has the upload.</summary>
    public async Task<TusUpload> ReceiveAsync(HttpContext context, TusLocks.Hold hold, string id, long offset)
    {
        using var checksum = TusChecksum.Parse(context.Request.Headers[TusProtocol.UploadChecksum].ToString());
        var upload = Find(context, id);
        if (upload.Answer is not null && offset == upload.Received)
        {
            await RefuseMoreAsync(context.Request, upload, hold.Superseded);
            TusHeaders.State(context, upload);
            return upload;
        }

        if (!upload.IsOpen || offset != upload.Received)
            throw upload.Error is null
                ? TusProblems.WrongOffset.With(upload.Received)
                : TusProblems.NotFound.AsException();
        if (context.Request.ContentLength > upload.Length - offset)
            throw TusProblems.TooLong.With(upload.Length);
        if (watches.IsCancelled(upload))
        {
            await removal.RemoveAsync(upload);
            throw DocumentProblems.UploadCancelled.AsException();
        }

        if (!upload.IsWhole) // else another instance may be completing it, with its pipeline
        {
            FormParts.LiftLimit(context); // each piece is counted
            await watches.TakeAsync(upload);
            await receiver.ReceiveAsync(
                upload, context.Request.Body, checksum, received => watches.Report(upload, received), hold.Superseded);
        }

        upload = await FinishedAsync(store.Find(id) ?? throw TusProblems.NotFound.AsException(), context);
        watches.Report(upload, upload.Received);
        TusHeaders.State(context, upload);
        return upload;
    }

    private static Problem? OfStorage(Exception exception) => exception switch
    {
        ProblemException known when known.Problem.Code == DocumentProblems.StorageFull.Code => TusProblems.StorageFull,
        ProblemException known when known.Problem.Code == DocumentProblems.NotStored.Code =>
            TusProblems.StorageUnavailable,
        DbException database when DatabaseFailures.IsFull(database) => TusProblems.StorageFull,
        _ => null,
    };

    /// <summary>
    /// A piece at the end of what is stored can only be empty. One whose end does not come keeps no newer request
    /// waiting.
    /// </summary>
    private static async Task RefuseMoreAsync(HttpRequest request, TusUpload upload, CancellationToken superseded)
    {
        if (request.ContentLength > 0 || await IsMoreAsync())
            throw TusProblems.TooLong.With(upload.Length);

        async Task<bool> IsMoreAsync()
        {
            try
            {
                return await request.Body.ReadAsync(new byte[1], superseded) > 0;
            }
            catch (Exception exception)
                when (exception is IOException and not BadHttpRequestException or OperationCanceledException)
            {
                throw DocumentProblems.UploadAborted.AsException(exception);
            }
        }
    }

    /// <summary>
    /// When all bytes are there, the document is stored before the client is answered. If another instance takes long
    /// to do that, the client asks again.
    /// </summary>
    public async Task<TusUpload> FinishedAsync(TusUpload upload, HttpContext context)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limit.CancelAfter(LockLimit);
        try
        {
            return await completion.FinishAsync(upload, limit.Token);
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested)
        {
            throw TusProblems.Locked.AsException(exception);
        }
    }
}
