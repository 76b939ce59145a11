using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Idempotency;
using DocumentPipelineHost.Problems;
using DocumentPipelineHost.Storage;
using DocumentPipelineHost.Uploads;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace DocumentPipelineHost.Batches;

/// <summary>
/// Reads a batch's form from the wire to the disk, file by file, never holding more than a buffer of it.
/// </summary>
internal sealed class BatchReader(WorkFiles files, IOptions<UploadOptions> upload, IOptions<BatchOptions> batch)
{
    private const int BufferBytes = 64 * 1024;
    private const int FormBytes = 1024 * 1024;
    private const long HeaderBytes = 512;

    /// <summary>The largest form that is taken: the files, their headers and the fields.</summary>
    public long MaxFormBytes => batch.Value.MaxBytes + FormBytes + (batch.Value.MaxFiles * HeaderBytes);

    public async Task ReadAsync(HttpContext context, BatchRequest request)
    {
        if (context.Request.ContentLength > MaxFormBytes)
            throw BatchProblems.TooLarge.With(batch.Value.MaxBytes);
        var boundary = FormParts.Boundary(context.Request) ?? throw DocumentProblems.NotMultipart.AsException();
        var fingerprint = context.Features.Get<RequestFingerprint>();
        await using var body = FormParts.Body(context, MaxFormBytes);
        var reader = new MultipartReader(boundary, body, BufferBytes);
        try
        {
            while (await reader.ReadNextSectionAsync(context.RequestAborted) is { } section)
                await ReadAsync(section, request, fingerprint, context.RequestAborted);
        }
        catch (InvalidDataException exception)
        {
            throw DocumentProblems.NotMultipart.AsException(exception);
        }
        catch (Exception exception) when (FormParts.IsBrokenOff(exception))
        {
            throw DocumentProblems.UploadAborted.AsException(exception);
        }

        fingerprint?.Complete();
    }

    private async Task ReadAsync(
        MultipartSection section, BatchRequest request, RequestFingerprint? fingerprint, CancellationToken ct)
    {
        if (section.GetContentDispositionHeader() is not { } disposition)
            return;
        var name = HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? string.Empty;
        if (name is "file" or "files")
        {
            var filename = FileNames.Clean(
                FormParts.FileName(disposition) ?? throw DocumentProblems.FileNameMissing.AsException());
            using var hash = fingerprint is null ? null : IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await ReceiveAsync(section.Body, request, filename, hash, ct);
            if (hash is not null)
                fingerprint!.AddPart(name, filename, Convert.ToHexStringLower(hash.GetHashAndReset()));
            return;
        }

        var value = new byte[UploadForm.MaxValueBytes];
        var length = await section.Body.ReadAtLeastAsync(value, value.Length, throwOnEndOfStream: false, ct);
        if (length == value.Length)
            throw HttpProblems.InvalidParameter.With(name.Length > 40 ? "form" : name);
        Add(request.Form, name, Encoding.UTF8.GetString(value, 0, length));
        fingerprint?.AddPart(name, null, RequestFingerprint.Hash(value.AsSpan(0, length)));
    }

    /// <summary>Ids that only an upload takes are refused: without that nobody would notice that they count for
    /// nothing.</summary>
    private static void Add(UploadForm form, string name, string value)
    {
        if (!string.IsNullOrWhiteSpace(value))
        {
            if (name == "pipeline_id")
                throw BatchProblems.PipelineIdGiven.AsException();
            if (name == "batch_id")
                throw BatchProblems.BatchIdGiven.AsException();
        }

        form.Add(name, value);
    }

    /// <summary>
    /// A file beyond <c>Upload:MaxBytes</c> is read to its end and refused alone; the batch's limit counts its bytes.
    /// </summary>
    private async Task ReceiveAsync(
        Stream body, BatchRequest request, string filename, IncrementalHash? hash, CancellationToken ct)
    {
        if (request.Files.Count >= batch.Value.MaxFiles)
            throw BatchProblems.TooManyFiles.With(batch.Value.MaxFiles);
        var file = new BatchFile(filename, files.Receive());
        request.Files.Add(file);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            int read;
            while ((read = await body.ReadAsync(buffer, ct)) > 0)
            {
                request.Received += read;
                if (request.Received > batch.Value.MaxBytes)
                    throw BatchProblems.TooLarge.With(batch.Value.MaxBytes);
                hash?.AppendData(buffer, 0, read);
                if (file.Refused is null && file.Incoming.Length + read > upload.Value.MaxBytes)
                    await file.RefuseAsync(DocumentProblems.TooLarge.With(upload.Value.MaxBytes).Problem);
                if (file.Refused is null)
                    await file.Incoming.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None);
            }

            if (file.Refused is null)
                await file.Incoming.CloseAsync();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
