using System.Globalization;
using DocumentPipelineHost.Configuration;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Tus;

/// <summary>tus 1.0 at <c>/api/v2/uploads</c>. Another user's upload is not found.</summary>
internal sealed class TusEndpoint(TusReception reception, TusRemoval removal, IOptions<UploadOptions> options)
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

    /// <summary><c>HEAD</c>: how far it is. All bytes there means that the document is stored.</summary>
    public async Task<IResult> HeadAsync(HttpContext context, string id)
    {
        TusHeaders.Begin(context);
        using var hold = await reception.TakeAsync(id, context);
        var upload = await FinishedAsync(context, id);
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
        var offset = TusHeaders.Offset(context.Request);
        await reception.ExplainAsync(id, () => reception.ReceiveAsync(context, id, offset));
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
        var upload = await FinishedAsync(context, id);
        var result = upload.Result;
        var status =
            upload.Error is not null ? "failed"
            : result is not null ? "stored"
            : "receiving";
        return new TusAnswer(upload.Id, status, upload.Received, upload.Length, upload.ExpiresAt, result, upload.Error);
    }

    private Task<TusUpload> FinishedAsync(HttpContext context, string id) =>
        reception.ExplainAsync(id, () => reception.FinishedAsync(reception.Find(context, id), context));

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
