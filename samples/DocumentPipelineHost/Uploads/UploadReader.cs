using System.Buffers;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Problems;
using DocumentPipelineHost.Storage;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace DocumentPipelineHost.Uploads;

/// <summary>Reads an upload from the wire to the disk, never holding more than a buffer of it; fields may stand before or after the file.</summary>
internal sealed class UploadReader(WorkFiles files, IOptions<UploadOptions> options)
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>What the form may weigh besides the file.</summary>
    private const int FormBytes = 1024 * 1024;

    /// <summary>Reads the whole form into <paramref name="upload"/>.</summary>
    public async Task ReadAsync(HttpContext context, Upload upload)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = options.Value.MaxBytes + FormBytes;
        if (context.Request.ContentLength > options.Value.MaxBytes + FormBytes)
            throw TooLarge();

        var reader = new MultipartReader(Boundary(context.Request), context.Request.Body, BufferBytes);
        try
        {
            while (await reader.ReadNextSectionAsync(context.RequestAborted) is { } section)
                await ReadAsync(section, upload, context.RequestAborted);
        }
        catch (InvalidDataException exception)
        {
            throw DocumentProblems.NotMultipart.AsException(exception);
        }
        catch (Exception exception) when (IsBrokenOff(exception) && upload.CancelRequested.IsCancellationRequested)
        {
            throw DocumentProblems.UploadCancelled.AsException(exception);
        }
        catch (Exception exception) when (IsBrokenOff(exception))
        {
            throw DocumentProblems.UploadAborted.AsException(exception);
        }

        if (upload.File is null)
            throw DocumentProblems.FileMissing.AsException();
    }

    private async Task ReadAsync(MultipartSection section, Upload upload, CancellationToken ct)
    {
        if (section.GetContentDispositionHeader() is not { } disposition)
            return;
        var name = HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? string.Empty;
        if (name == "file" && disposition.IsFileDisposition())
            await ReceiveAsync(section.Body, upload, FileNames.Clean(FileName(disposition)), ct);
        else
            upload.Form.Add(name, await ValueAsync(section.Body, name, ct));
    }

    private async Task ReceiveAsync(Stream body, Upload upload, string filename, CancellationToken ct)
    {
        if (upload.File is not null)
            throw DocumentProblems.TooManyFiles.AsException();
        await upload.BeginAsync(filename, files.Receive());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, upload.CancelRequested);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            int read;
            while ((read = await body.ReadAsync(buffer, stop.Token)) > 0)
            {
                if (upload.File!.Length + read > options.Value.MaxBytes)
                    throw TooLarge();
                await WriteAsync(upload.File, buffer.AsMemory(0, read), ct);
                upload.Report();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task WriteAsync(IncomingFile file, ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        try
        {
            await file.WriteAsync(bytes, ct);
        }
        catch (IOException exception)
        {
            throw DocumentProblems.NotStored.AsException(exception);
        }
    }

    private static async Task<string> ValueAsync(Stream body, string name, CancellationToken ct)
    {
        var bytes = new byte[UploadForm.MaxValueBytes + 1];
        var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct);
        if (length > UploadForm.MaxValueBytes)
            throw HttpProblems.InvalidParameter.With(name.Length > 40 ? "form" : name);
        return System.Text.Encoding.UTF8.GetString(bytes, 0, length);
    }

    private static string Boundary(HttpRequest request)
    {
        if (MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            && HeaderUtilities.RemoveQuotes(type.Boundary).Value is { Length: > 0 and <= 200 } boundary)
            return boundary;
        throw DocumentProblems.NotMultipart.AsException();
    }

    private static string? FileName(ContentDispositionHeaderValue disposition) =>
        disposition.FileNameStar.HasValue ? disposition.FileNameStar.Value : HeaderUtilities.RemoveQuotes(disposition.FileName).Value;

    /// <summary>Whoever sends went away, or its last part lacks its end.</summary>
    private static bool IsBrokenOff(Exception exception) =>
        exception is IOException or OperationCanceledException
        && exception is not BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge };

    private ProblemException TooLarge() => DocumentProblems.TooLarge.With(options.Value.MaxBytes);
}
