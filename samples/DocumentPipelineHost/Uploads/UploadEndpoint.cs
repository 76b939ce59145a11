using System.Diagnostics.CodeAnalysis;
using DocumentEngine.Text;
using DocumentPipelineHost.Accounts;
using DocumentPipelineHost.Jobs;
using DocumentPipelineHost.Languages;
using DocumentPipelineHost.Options;
using DocumentPipelineHost.Stages;
using Dpa.Realtime;

namespace DocumentPipelineHost.Uploads;

/// <summary><c>POST /api/v2/documents/upload</c></summary>
internal sealed class UploadEndpoint(UploadReader reader, DocumentIntake intake, UploadPipelines pipelines, IProgressReader progress)
{
    public async Task<UploadAnswer> HandleAsync(HttpContext context)
    {
        var language = RequestLanguage.Of(context.Request);
        await using var upload = new Upload(context.UserId(), language, context.Request.ContentLength, pipelines);
        var (resolved, accepted) = await AcceptAsync(context, upload);
        var state = await StartAsync(upload, accepted);
        return new UploadAnswer(
            accepted.Document.Id,
            accepted.Document.Filename,
            accepted.Document.Size,
            accepted.IsNew ? "uploaded" : "exists",
            Message(accepted, state is not null).In(language),
            resolved.Options,
            resolved.Adjustments,
            accepted.IsNew ? null : accepted.AlreadyDone,
            state is null ? null : ProcessingPipeline.Of(state));
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever broke the upload is shown to whoever watches it, then thrown on.")]
    private async Task<(ResolvedOptions Resolved, Intake Accepted)> AcceptAsync(HttpContext context, Upload upload)
    {
        try
        {
            await reader.ReadAsync(context, upload);
            var strict = upload.Form.Strict || context.Request.Query["strict"] == "true";
            var resolved = OptionRules.Resolve(upload.Form.Choice, strict, upload.Language);
            return (resolved, await intake.AcceptAsync(upload, resolved.Options, context.RequestAborted));
        }
        catch (Exception exception)
        {
            await upload.DisposeAsync(); // who is told that it failed finds nothing left of it
            if (upload.Watched is { } watched)
                await pipelines.FailAsync(watched, Failures.Classify(exception), upload.Language);
            throw;
        }
    }

    /// <summary>The state of the pipeline that does the work that is left; null where none is left.</summary>
    private async Task<PipelineState?> StartAsync(Upload upload, Intake accepted)
    {
        if (upload.Watched is { } watched)
        {
            await pipelines.HandOverAsync(watched, accepted, upload.Language);
            if (accepted.Live is null)
                return accepted.IsNew || accepted.Stages.Count > 0 ? watched.Run.State : null;
        }

        if (accepted.Added is { } added)
            return await pipelines.StartAsync(added, accepted.Document, uploaded: accepted.IsNew);
        return accepted.Live is { } live && accepted.Stages.Count > 0 ? await progress.GetAsync(live.Id) : null;
    }

    private static LocalizedText Message(Intake accepted, bool processing) => (accepted.IsNew, processing) switch
    {
        (true, true) => new("Uploaded; processing has begun.", "上传成功，已开始处理。"),
        (true, false) => new("Uploaded.", "上传成功。"),
        (false, true) => new("This document was here already; what is missing is being done.", "该文档已存在，正在补充处理。"),
        (false, false) => new("This document was here already; nothing is left to do.", "该文档已存在，无需处理。"),
    };
}
