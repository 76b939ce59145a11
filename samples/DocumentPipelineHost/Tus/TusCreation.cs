using System.Diagnostics.CodeAnalysis;
using DocumentPipelineHost.Accounts;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Idempotency;
using DocumentPipelineHost.Jobs;
using DocumentPipelineHost.Languages;
using DocumentPipelineHost.Problems;
using DocumentPipelineHost.Uploads;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Tus;

/// <summary>
/// <c>POST /api/v2/uploads</c>: creates an upload, with its first piece where there is a body. Where that piece fails
/// nothing is left of the upload: its client has no address to go on at. Under a key a repeat gets the address, so one
/// whose connection was cut is kept as far as it came.
/// </summary>
internal sealed class TusCreation(
    TusStore store, TusReception reception, TusWatches watches, TusRemoval removal, TusLocks locks,
    DocumentStore documents, IdempotentCalls calls, IOptions<UploadOptions> options, TidyUp tidyUp)
{
    public async Task<IResult> CreateAsync(HttpContext context)
    {
        TusHeaders.Begin(context);
        var length = TusHeaders.Length(context.Request);
        if (length > options.Value.MaxBytes)
            throw DocumentProblems.TooLarge.With(options.Value.MaxBytes);
        if (length == 0)
            throw DocumentProblems.Empty.AsException();
        var metadata = context.Request.Headers[TusProtocol.UploadMetadata].ToString();
        var (id, isRepeat) = await calls.RunAsync(
            context, Sent(context), key => CreateAsync(context, length, metadata, key));
        if (isRepeat)
            await RepeatAsync(context, id);
        context.Response.Headers.Location = $"{context.Request.PathBase}{TusProtocol.Path}/{id}";
        context.Response.StatusCode = StatusCodes.Status201Created;
        return Results.Empty;
    }

    private static RequestFingerprint Sent(HttpContext context)
    {
        var sent = new RequestFingerprint();
        foreach (var name in (string[])[TusProtocol.UploadLength, TusProtocol.UploadMetadata])
            sent.AddHeader(name, context.Request.Headers[name].ToString());
        return sent;
    }

    /// <summary>
    /// The key is completed before the first piece comes: a client that lost its connection, or its host, in the middle
    /// gets the address of the same upload, and does not wait for a request that may look alive for long.
    /// </summary>
    [SuppressMessage(
        "Design", "CA1031", Justification = "Whatever broke the piece is shown to whoever watches it, then thrown on.")]
    private async Task<string> CreateAsync(HttpContext context, long length, string metadata, ClaimedKey? key)
    {
        var (form, filename) = TusMetadata.Parse(metadata);
        var added = await AddAsync(context, length, metadata, form, filename);
        TusHeaders.Expires(context, added);
        try
        {
            using var hold = await locks.TakeAsync(added.Id, CancellationToken.None); // nobody knows of it yet
            if (key is not null)
                await key.CompleteAsync(added.Id);
            if (HasPiece(context))
                await reception.ReceiveAsync(context, hold, added.Id, 0);
        }
        catch (Exception exception) when (key is null || !MayGoOn(exception))
        {
            await tidyUp.RunAsync(
                $"Remove upload {added.Id}, which was not created",
                () => RemoveAsync(added.Id, key, Failures.Classify(exception)));
            throw;
        }

        return added.Id;
    }

    /// <summary>Whether its client lost it, so that a repeat goes on with it, or does so already.</summary>
    private static bool MayGoOn(Exception exception) => exception is ProblemException known
        && (known.Problem.Code == DocumentProblems.UploadAborted.Code
            || known.Problem.Code == TusProblems.WrongOffset.Code || known.Problem.Code == TusProblems.Locked.Code);

    /// <summary>
    /// The upload of the first request, as far as it is: a piece is received where none has come, and otherwise the
    /// client goes on at the offset of the answer.
    /// </summary>
    /// <exception cref="ProblemException">410: it was removed or has failed, or its document was deleted.</exception>
    private async Task RepeatAsync(HttpContext context, string id)
    {
        if (store.Find(id) is not { Error: null } known || IsDeleted(known))
            throw DocumentProblems.IdempotencyDeleted.AsException();
        using var hold = await reception.TakeAsync(id, context); // the first request keeps what it has received
        var upload = reception.Find(context, id);
        if (HasPiece(context) && upload is { IsOpen: true, Received: 0 })
            await reception.ReceiveAsync(context, hold, id, 0);
        else
            TusHeaders.State(context, upload);
    }

    /// <summary>The row of an upload outlives its document.</summary>
    private bool IsDeleted(TusUpload upload) => upload.Result is { } result
        && documents.Find(result.DocumentId, upload.Owner) is null;

    private static bool HasPiece(HttpContext context) => context.Request.ContentType == TusProtocol.ChunkType;

    private async Task<TusUpload> AddAsync(
        HttpContext context, long length, string metadata, UploadForm form, string filename)
    {
        var language = RequestLanguage.Of(context.Request);
        OptionRulesCheck(form, language);
        var added = await store.AddAsync(
            new TusUpload
            {
                Id = Guid.NewGuid().ToString("N"),
                Owner = context.UserId(),
                DocumentId = Guid.CreateVersion7().ToString("D"),
                Length = length,
                Metadata = metadata,
                Language = language,
                PipelineId = form.PipelineId ?? (form.BatchId is null ? null : PipelineIds.New()),
            },
            context.RequestAborted);
        try
        {
            await watches.BeginAsync(added, form, filename);
            return added;
        }
        catch
        {
            await store.RemoveAsync(added.Id);
            throw;
        }
    }

    /// <summary>What would be refused at the end is refused before the first byte.</summary>
    private static void OptionRulesCheck(UploadForm form, string language) =>
        Options.OptionRules.Resolve(form.Choice, form.Strict, language);

    /// <summary>The key first: should the process end in between, a repeat creates an upload of its own.</summary>
    private async Task RemoveAsync(string id, ClaimedKey? key, Problem reason)
    {
        if (key is not null)
            await key.ForgetAsync(id);
        using var hold = await locks.TakeAsync(id, CancellationToken.None);
        if (store.Find(id) is not { IsOpen: true } open)
            return;
        try
        {
            await removal.RemoveAsync(open, reason);
        }
        catch (ProblemException)
        {
            // Another instance stores its document just now.
        }
    }
}
