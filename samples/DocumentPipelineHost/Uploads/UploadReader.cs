using System.Buffers;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Idempotency;
using DocumentPipelineHost.Problems;
using DocumentPipelineHost.Storage;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace DocumentPipelineHost.Uploads;

/// <summary>
/// Reads an upload from the wire to the disk, never holding more than a buffer of it; fields may stand before or after
/// the file.
/// </summary>
internal sealed class UploadReader(WorkFiles files, IOptions<UploadOptions> options)
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>What the form may weigh besides the file.</summary>
    private const int FormBytes = 1024 * 1024;

    /// <summary>The largest form that is taken.</summary>
    public long MaxFormBytes => options.Value.MaxBytes + FormBytes;

    /// <summary>Reads the whole form into <paramref name="upload"/>.</summary>
    public async Task ReadAsync(HttpContext context, Upload upload)
    {
        if (context.Request.ContentLength > MaxFormBytes)
            throw TooLarge();

        var fingerprint = context.Features.Get<RequestFingerprint>();
        await using var body = FormParts.Body(context, MaxFormBytes);
        var reader = new MultipartReader(
            FormParts.Boundary(context.Request) ?? throw DocumentProblems.NotMultipart.AsException(), body,
            BufferBytes);
        try
        {
            while (await reader.ReadNextSectionAsync(context.RequestAborted) is { } section)
                await ReadAsync(section, body, upload, fingerprint, context.RequestAborted);
        }
        catch (InvalidDataException exception)
        {
            throw DocumentProblems.NotMultipart.AsException(exception);
        }
        catch (Exception exception)
            when (FormParts.IsBrokenOff(exception) && upload.CancelRequested.IsCancellationRequested)
        {
            throw DocumentProblems.UploadCancelled.AsException(exception);
        }
        catch (Exception exception) when (FormParts.IsBrokenOff(exception))
        {
            throw DocumentProblems.UploadAborted.AsException(exception);
        }

        if (upload.File is null)
            throw DocumentProblems.FileMissing.AsException();
        if (upload is { IsNameless: true, File.Length: 0 })
            throw DocumentProblems.FileMissing.AsException(); // a browser's form whose file was not chosen
        await upload.WatchAsync(); // its pipeline id may stand after the file
        await upload.File.CloseAsync();
        fingerprint?.AddPart("file", upload.Filename, upload.File.Sha256);
        fingerprint?.Complete();
    }

    private async Task ReadAsync(
        MultipartSection section, CancellableBody body, Upload upload, RequestFingerprint? fingerprint,
        CancellationToken ct)
    {
        if (section.GetContentDispositionHeader() is not { } disposition)
            return;
        var name = HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? string.Empty;
        if (name == "file")
            await ReceiveAsync(
                section.Body, body, upload,
                FormParts.FileName(disposition) ?? throw DocumentProblems.FileNameMissing.AsException(), ct);
        else
            AddField(upload.Form, fingerprint, name, await ValueAsync(section.Body, name, ct));
    }

    private static void AddField(UploadForm form, RequestFingerprint? fingerprint, string name, byte[] value)
    {
        form.Add(name, System.Text.Encoding.UTF8.GetString(value));
        fingerprint?.AddPart(name, null, RequestFingerprint.Hash(value));
    }

    private async Task ReceiveAsync(
        Stream file, CancellableBody body, Upload upload, string filename, CancellationToken ct)
    {
        if (upload.File is not null)
            throw DocumentProblems.TooManyFiles.AsException();
        await upload.BeginAsync(filename, files.Receive());
        await using var stop = upload.CancelRequested.Register(body.CancelRead);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            int read;
            while ((read = await file.ReadAsync(buffer, ct)) > 0)
            {
                if (upload.File!.Length + read > options.Value.MaxBytes)
                    throw TooLarge();
                await upload.File.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None);
                upload.Report();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task<byte[]> ValueAsync(Stream body, string name, CancellationToken ct)
    {
        var bytes = new byte[UploadForm.MaxValueBytes + 1];
        var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct);
        if (length > UploadForm.MaxValueBytes)
            throw HttpProblems.InvalidParameter.With(name.Length > 40 ? "form" : name);
        return bytes[..length];
    }

    private ProblemException TooLarge() => DocumentProblems.TooLarge.With(options.Value.MaxBytes);
}
