using System.Globalization;
using System.Text.Json;
using DocumentPipelineHost.Accounts;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Idempotency;
using DocumentPipelineHost.Languages;
using DocumentPipelineHost.Problems;
using DocumentPipelineHost.Uploads;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace DocumentPipelineHost.Tus;

/// <summary>tus 1.0 at <c>/api/v2/uploads</c>. Another user's upload is not found.</summary>
internal sealed class TusEndpoint(
    TusStore store, TusReceiver receiver, TusCompletion completion, TusWatches watches, TusRemoval removal,
    TusLocks locks, IOptions<UploadOptions> options, TimeProvider time)
{
    private static readonly TimeSpan LockLimit = TimeSpan.FromSeconds(10);

    /// <summary><c>OPTIONS</c>: what is spoken here.</summary>
    public IResult Describe(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers["Tus-Version"] = TusProtocol.Version;
        headers["Tus-Extension"] = TusProtocol.Extensions;
        headers["Tus-Max-Size"] = Number(options.Value.MaxBytes);
        headers["Tus-Checksum-Algorithm"] = TusChecksum.Algorithms;
        return Results.NoContent();
    }

    /// <summary><c>POST</c>: creates an upload, with its first piece where there is a body.</summary>
    public async Task<IResult> CreateAsync(HttpContext context)
    {
        TusHeaders.Begin(context);
        var length = TusHeaders.Length(context.Request);
        if (length > options.Value.MaxBytes)
            throw DocumentProblems.TooLarge.With(options.Value.MaxBytes);
        if (length == 0)
            throw DocumentProblems.Empty.AsException();
        var metadata = context.Request.Headers[TusProtocol.UploadMetadata].ToString();
        var (form, filename) = TusMetadata.Parse(metadata);
        var added = await AddAsync(context, length, metadata, form, filename);
        context.Response.Headers.Location = $"{context.Request.PathBase}{TusProtocol.Path}/{added.Id}";
        context.Response.StatusCode = StatusCodes.Status201Created;
        TusHeaders.Expires(context, added);
        if (context.Request.ContentType != TusProtocol.ChunkType)
            return Results.Empty;
        await ReceiveAsync(context, added.Id, context.UserId(), 0);
        return Results.Empty;
    }

    /// <summary><c>HEAD</c>: how far it is. All bytes there means that the document is stored.</summary>
    public async Task<IResult> HeadAsync(HttpContext context, string id)
    {
        TusHeaders.Begin(context);
        using var hold = await TakeAsync(id, context);
        var upload = await FinishedAsync(Find(context, id), context);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers[TusProtocol.UploadLength] = Number(upload.Length);
        if (upload.Metadata.Length > 0)
            context.Response.Headers[TusProtocol.UploadMetadata] = upload.Metadata;
        TusHeaders.State(context, upload);
        return Results.Ok();
    }

    /// <summary><c>PATCH</c>: the next piece.</summary>
    public async Task<IResult> PatchAsync(HttpContext context, string id)
    {
        TusHeaders.Begin(context);
        if (context.Request.ContentType != TusProtocol.ChunkType)
            throw TusProblems.WrongContentType.AsException();
        await ReceiveAsync(context, id, context.UserId(), TusHeaders.Offset(context.Request));
        return Results.NoContent();
    }

    /// <summary><c>DELETE</c>: ends it and removes its bytes; a document that came of it stays.</summary>
    public async Task<IResult> DeleteAsync(HttpContext context, string id)
    {
        TusHeaders.Begin(context);
        using var hold = await TakeAsync(id, context);
        await removal.RemoveAsync(Find(context, id));
        return Results.NoContent();
    }

    /// <summary><c>GET</c>, not tus: the upload as data.</summary>
    public async Task<TusAnswer> GetAsync(HttpContext context, string id)
    {
        using var hold = await TakeAsync(id, context);
        var upload = await FinishedAsync(Find(context, id), context);
        var result = upload.Answer is { } json
            ? JsonSerializer.Deserialize<TusResult>(json, ProductJson.Options)
            : null;
        var status =
            upload.Error is not null ? "failed"
            : result is not null ? "stored"
            : "receiving";
        return new TusAnswer(upload.Id, status, upload.Received, upload.Length, upload.ExpiresAt, result, upload.Error);
    }

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

    private async Task ReceiveAsync(HttpContext context, string id, string owner, long offset)
    {
        using var checksum = TusChecksum.Parse(context.Request.Headers[TusProtocol.UploadChecksum].ToString());
        using var hold = await TakeAsync(id, context);
        var upload = Find(context, id);
        if (!upload.IsOpen || offset != upload.Received)
            throw upload.Error is null
                ? TusProblems.WrongOffset.With(upload.Received)
                : TusProblems.NotFound.AsException();
        if (watches.IsCancelled(upload))
        {
            await removal.RemoveAsync(upload);
            throw DocumentProblems.UploadCancelled.AsException();
        }

        if (!upload.IsWhole) // else another instance may be completing it, with its pipeline
        {
            FormParts.AllowBody(context, upload.Length);
            await watches.TakeAsync(upload);
            await receiver.ReceiveAsync(
                upload, context.Request.Body, checksum, received => watches.Report(upload, received), hold.Superseded);
        }

        upload = await FinishedAsync(store.Find(id) ?? throw TusProblems.NotFound.AsException(), context);
        watches.Report(upload, upload.Received);
        TusHeaders.State(context, upload);
    }

    /// <summary>
    /// When all bytes are there, the document is stored before the client is answered. If another instance takes long
    /// to do that, the client asks again.
    /// </summary>
    private async Task<TusUpload> FinishedAsync(TusUpload upload, HttpContext context)
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

    private TusUpload Find(HttpContext context, string id)
    {
        if (store.Find(id) is not { } upload || upload.Owner != context.UserId())
            throw TusProblems.NotFound.AsException();
        return upload.ExpiresAt > time.GetUtcNow() ? upload : throw TusProblems.Expired.AsException();
    }

    /// <summary>
    /// The older request has to keep what it has; where it cannot within a while, the client asks again.
    /// </summary>
    private async Task<TusLocks.Hold> TakeAsync(string id, HttpContext context)
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

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
