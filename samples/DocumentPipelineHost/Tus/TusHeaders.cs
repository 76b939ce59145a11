using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace DocumentPipelineHost.Tus;

/// <summary>Reads and writes the protocol's headers.</summary>
internal static class TusHeaders
{
    /// <summary>A request of another version is refused.</summary>
    public static void Begin(HttpContext context)
    {
        if (context.Request.Headers[TusProtocol.Resumable] != TusProtocol.Version)
            throw TusProblems.UnknownVersion.AsException();
    }

    public static long Offset(HttpRequest request) => Number(request, TusProtocol.UploadOffset);

    public static long Length(HttpRequest request) => Number(request, TusProtocol.UploadLength);

    public static void Expires(HttpContext context, TusUpload upload)
    {
        if (upload.IsOpen)
            context.Response.Headers[TusProtocol.UploadExpires] = HeaderUtilities.FormatDate(upload.ExpiresAt);
    }

    /// <summary>Writes how far the upload is, and its outcome.</summary>
    public static void State(HttpContext context, TusUpload upload)
    {
        context.Response.Headers[TusProtocol.UploadOffset] = upload.Received.ToString(CultureInfo.InvariantCulture);
        Expires(context, upload);
        if (upload.Result is not { } result)
            return;
        context.Response.Headers[TusProtocol.DocumentId] = result.DocumentId;
        if (result.PipelineId is { } pipeline)
            context.Response.Headers[TusProtocol.PipelineId] = pipeline;
    }

    private static long Number(HttpRequest request, string header) =>
        long.TryParse(
            request.Headers[header].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw TusProblems.InvalidHeader.With(header);
}
