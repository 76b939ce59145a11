using System.Text.Json;
using DocumentEngine.Messages;
using DocumentEngine.Text;
using DocumentPipelineHost.Accounts;
using DocumentPipelineHost.Languages;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Problems;
using Dpa.Realtime;

namespace DocumentPipelineHost.Control;

/// <summary><c>POST /api/v2/documents/{document_id}/pipeline/{pipeline_id}/interrupt|resume|cancel|retry</c></summary>
internal sealed class ControlEndpoint(PipelineControl control, PipelineStore pipelines, IProgressReader progress)
{
    private static readonly LocalizedText Interrupted = MessageCatalog.Text("control_answer.interrupted");
    private static readonly LocalizedText Resumed = MessageCatalog.Text("control_answer.resumed");
    private static readonly LocalizedText Cancelled = MessageCatalog.Text("control_answer.cancelled");
    private static readonly LocalizedText Retried = MessageCatalog.Text("control_answer.retried");
    private static readonly LocalizedText AfterUpload = MessageCatalog.Text("control_answer.after_upload");
    private static readonly LocalizedText Later = MessageCatalog.Text("control_answer.later");

    public async Task<IResult> InterruptAsync(HttpContext context, string documentId, string pipelineId) =>
        Answer(
            context, Interrupted,
            await control.InterruptAsync(await OwnAsync(context, documentId, pipelineId)));

    public async Task<IResult> ResumeAsync(HttpContext context, string documentId, string pipelineId) =>
        Answer(
            context, Resumed,
            await control.ResumeAsync(await OwnAsync(context, documentId, pipelineId)));

    public async Task<IResult> CancelAsync(HttpContext context, string documentId, string pipelineId) =>
        Answer(
            context, Cancelled,
            await control.CancelAsync(await OwnAsync(context, documentId, pipelineId)));

    public async Task<IResult> RetryAsync(
        HttpContext context, string documentId, string pipelineId, RetryRequest? request) =>
        Answer(
            context, Retried,
            await control.RetryAsync(await OwnAsync(context, documentId, pipelineId), request?.Stage));

    /// <summary>
    /// The caller's pipeline; another's is not found. Subscribers may know its document by the id that its upload
    /// announced.
    /// </summary>
    private async Task<string> OwnAsync(HttpContext context, string documentId, string pipelineId)
    {
        var row = pipelines.Find(pipelineId);
        if (row is null || row.Owner != context.UserId())
            throw HttpProblems.NotFound.AsException();
        var isOf =
            row.DocumentId == documentId
            || (await progress.GetAsync(pipelineId, context.RequestAborted))?.Attributes.GetValueOrDefault(
                "document_id") == documentId;
        return isOf ? pipelineId : throw HttpProblems.NotFound.AsException();
    }

    private static IResult Answer(HttpContext context, LocalizedText done, ControlResult result)
    {
        var text = result.IsDone ? done : result.AwaitsFile ? AfterUpload : Later;
        var message = text.In(RequestLanguage.Of(context.Request));
        var state = result.State is { } shown ? JsonElement.Parse(shown.ToUtf8Json()) : (JsonElement?)null;
        return Results.Json(
            new ControlAnswer(message, result.PipelineId, state),
            ProductJson.Options,
            statusCode: result.IsDone ? StatusCodes.Status200OK : StatusCodes.Status202Accepted);
    }
}
