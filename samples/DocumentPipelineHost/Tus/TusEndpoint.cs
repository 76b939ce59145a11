using System.Globalization;
using System.Text.Json;
using DocumentPipelineHost.Accounts;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Languages;
using DocumentPipelineHost.Problems;
using DocumentPipelineHost.Uploads;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace DocumentPipelineHost.Tus;

/// <summary>tus 1.0 at <c>/api/v2/uploads</c>. Another user's upload is not found.</summary>
internal sealed class TusEndpoint(
    TusStore store, TusReception reception, TusWatches watches, TusRemoval removal, IOptions<UploadOptions> options)
{
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
        await reception.ReceiveAsync(context, added.Id, 0);
        return Results.Empty;
    }

    /// <summary><c>HEAD</c>: how far it is. All bytes there means that the document is stored.</summary>
    public async Task<IResult> HeadAsync(HttpContext context, string id)
    {
        TusHeaders.Begin(context);
        using var hold = await reception.TakeAsync(id, context);
        var upload = await reception.FinishedAsync(reception.Find(context, id), context);
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
        await reception.ReceiveAsync(context, id, TusHeaders.Offset(context.Request));
        return Results.NoContent();
    }

    /// <summary><c>DELETE</c>: ends it and removes its bytes; a document that came of it stays.</summary>
    public async Task<IResult> DeleteAsync(HttpContext context, string id)
    {
        TusHeaders.Begin(context);
        using var hold = await reception.TakeAsync(id, context);
        await removal.RemoveAsync(reception.Find(context, id));
        return Results.NoContent();
    }

    /// <summary><c>GET</c>, not tus: the upload as data.</summary>
    public async Task<TusAnswer> GetAsync(HttpContext context, string id)
    {
        using var hold = await reception.TakeAsync(id, context);
        var upload = await reception.FinishedAsync(reception.Find(context, id), context);
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

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
