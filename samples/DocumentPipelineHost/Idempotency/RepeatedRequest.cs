using System.Security.Cryptography;
using DocumentPipelineHost.Problems;
using DocumentPipelineHost.Uploads;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace DocumentPipelineHost.Idempotency;

/// <summary>Reads a repeated request to the end and keeps nothing but its fingerprint.</summary>
internal static class RepeatedRequest
{
    /// <summary>What a body that is no form may have.</summary>
    private const int SmallBytes = 1 << 20;

    /// <exception cref="ProblemException">It broke off, or is too large.</exception>
    /// <param name="context">The request.</param>
    /// <param name="fingerprint">Gets what is read.</param>
    /// <param name="maxBytes">What the call takes: its repeat may be as large as the first, and no larger.</param>
    public static async Task ReadAsync(HttpContext context, RequestFingerprint fingerprint, long maxBytes)
    {
        try
        {
            if (FormParts.Boundary(context.Request) is { } boundary)
                await ReadFormAsync(context, boundary, fingerprint, maxBytes);
            else
                await ReadBodyAsync(context, fingerprint);
        }
        catch (InvalidDataException exception)
        {
            throw DocumentProblems.NotMultipart.AsException(exception);
        }
        catch (Exception exception)
            when (exception is IOException and not BadHttpRequestException or OperationCanceledException)
        {
            throw DocumentProblems.UploadAborted.AsException(exception);
        }
    }

    /// <summary>
    /// Reads a body that is not a form, adds it to the fingerprint, and resets it for the request's handler.
    /// </summary>
    public static async Task ReadBodyAsync(HttpContext context, RequestFingerprint fingerprint)
    {
        FormParts.LiftLimit(context); // it is counted below
        var body = new MemoryStream();
        var buffer = new byte[8192];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            if (body.Length + read > SmallBytes)
                throw HttpProblems.BodyTooLarge.AsException();
            body.Write(buffer, 0, read);
        }

        fingerprint.AddBody(body.GetBuffer().AsSpan(0, (int)body.Length));
        fingerprint.Complete();
        body.Position = 0;
        context.Request.Body = body;
    }

    private static async Task ReadFormAsync(
        HttpContext context, string boundary, RequestFingerprint fingerprint, long maxBytes)
    {
        await using var body = FormParts.Body(context, maxBytes);
        var reader = new MultipartReader(boundary, body);
        while (await reader.ReadNextSectionAsync(context.RequestAborted) is { } section)
        {
            if (section.GetContentDispositionHeader() is not { } disposition)
                continue;
            var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(section.Body, context.RequestAborted));
            var filename = FormParts.FileName(disposition) is { } given ? FileNames.Clean(given) : null;
            fingerprint.AddPart(HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? string.Empty, filename, sha256);
        }

        fingerprint.Complete();
    }
}
