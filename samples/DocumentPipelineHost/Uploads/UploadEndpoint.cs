using System.Diagnostics.CodeAnalysis;
using DocumentPipelineHost.Accounts;
using DocumentPipelineHost.Jobs;
using DocumentPipelineHost.Languages;

namespace DocumentPipelineHost.Uploads;

/// <summary><c>POST /api/v2/documents/upload</c></summary>
internal sealed class UploadEndpoint(UploadReader reader, UploadAcceptance acceptance, UploadPipelines pipelines)
{
    /// <summary>The largest form that is taken.</summary>
    public long MaxFormBytes => reader.MaxFormBytes;

    public async Task<UploadAnswer> HandleAsync(HttpContext context)
    {
        var language = RequestLanguage.Of(context.Request);
        await using var upload = new Upload(context.UserId(), language, context.Request.ContentLength, pipelines);
        return await acceptance.StartAsync(upload, await AcceptAsync(context, upload));
    }

    [SuppressMessage(
        "Design", "CA1031", Justification = "Whatever broke the upload is shown to whoever watches it, then thrown on."
    )]
    private async Task<Accepted> AcceptAsync(HttpContext context, Upload upload)
    {
        try
        {
            await reader.ReadAsync(context, upload);
            var strict = upload.Form.Strict || context.Request.Query["strict"] == "true";
            return await acceptance.AcceptAsync(upload, strict);
        }
        catch (Exception exception)
        {
            await upload.DisposeAsync(); // a client that receives the failure finds nothing left of the upload
            if (upload.Watched is { } watched)
                await pipelines.FailAsync(watched, Failures.Classify(exception), upload.Language);
            throw;
        }
    }
}
