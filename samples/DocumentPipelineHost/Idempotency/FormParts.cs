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

    /// <summary>Lets a body of that many bytes come in.</summary>
    public static void AllowBody(HttpContext context, long bytes)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = bytes;
    }
}
