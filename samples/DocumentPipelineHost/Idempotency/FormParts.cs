using DocumentPipelineHost.Uploads;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace DocumentPipelineHost.Idempotency;

/// <summary>How a multipart form is read, the same for the first request under a key and for its repeats.</summary>
internal static class FormParts
{
    private const int MaxBoundary = 200;

    /// <summary>The boundary of a multipart form; null where the body is none.</summary>
    public static string? Boundary(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
        && HeaderUtilities.RemoveQuotes(type.Boundary).Value is { Length: > 0 and <= MaxBoundary } boundary
            ? boundary
            : null;

    /// <summary>A part's file name as it was sent; null where it has none, so that it is text.</summary>
    public static string? FileName(ContentDispositionHeaderValue disposition) =>
        disposition.FileNameStar.HasValue ? disposition.FileNameStar.Value
        : disposition.FileName.HasValue ? FileNames.Unquote(disposition.FileName.Value!) : null;

    /// <summary>Whether the sender disconnected, or its last part lacks its end.</summary>
    public static bool IsBrokenOff(Exception exception) =>
        exception is IOException or OperationCanceledException
        && exception is not BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge };

    /// <summary>The request's body, of that many bytes at most.</summary>
    /// <exception cref="BadHttpRequestException">It announces more.</exception>
    public static CancellableBody Body(HttpContext context, long maxBytes)
    {
        LiftLimit(context);
        return context.Request.ContentLength > maxBytes
            ? throw CancellableBody.TooLarge()
            : new CancellableBody(context.Request.BodyReader, maxBytes);
    }

    /// <summary>
    /// Switches the server's own limit off, for a caller that counts itself: a body that the server has refused can no
    /// longer be read to its end, so that its sender may never see the answer.
    /// </summary>
    public static void LiftLimit(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
    }
}
