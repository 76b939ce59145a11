using System.Text.Json;
using DocumentEngine.Text;
using DocumentPipelineHost.Accounts;
using DocumentPipelineHost.Languages;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Problems;

namespace DocumentPipelineHost.Control;

/// <summary><c>POST /api/v2/documents/{document_id}/pipeline/{pipeline_id}/interrupt|resume|cancel|retry</c></summary>
internal sealed class ControlEndpoint(PipelineControl control, PipelineStore pipelines)
{
    private static readonly LocalizedText Interrupted = new("The pipeline is interrupted.", "流水线已暂停。");
    private static readonly LocalizedText Resumed = new("The pipeline goes on.", "流水线继续处理。");
    private static readonly LocalizedText Cancelled = new("The pipeline is cancelled.", "流水线已取消。");
    private static readonly LocalizedText Retried = new("The pipeline is tried again.", "流水线将重新处理。");
    private static readonly LocalizedText Later = new("The pipeline was asked to stop; it will shortly.", "已请求停止，流水线即将停止。");

    public async Task<IResult> InterruptAsync(HttpContext context, string documentId, string pipelineId) =>
        Answer(context, Interrupted, await control.InterruptAsync(Own(context, documentId, pipelineId), context.RequestAborted));

    public async Task<IResult> ResumeAsync(HttpContext context, string documentId, string pipelineId) =>
        Answer(context, Resumed, await control.ResumeAsync(Own(context, documentId, pipelineId), context.RequestAborted));

    public async Task<IResult> CancelAsync(HttpContext context, string documentId, string pipelineId) =>
        Answer(context, Cancelled, await control.CancelAsync(Own(context, documentId, pipelineId), context.RequestAborted));

    public async Task<IResult> RetryAsync(HttpContext context, string documentId, string pipelineId, RetryRequest? request) =>
        Answer(context, Retried, await control.RetryAsync(Own(context, documentId, pipelineId), request?.Stage, context.RequestAborted));

    /// <summary>
    /// The pipeline of the caller; another's is not found. While its file comes in, its row has no document yet: then the state names it.
    /// </summary>
    private string Own(HttpContext context, string documentId, string pipelineId)
    {
        var row = pipelines.Find(pipelineId);
        var isOwn = row is not null && row.Owner == context.UserId() && (row.DocumentId ?? row.ShownDocumentId()) == documentId;
        return isOwn ? pipelineId : throw HttpProblems.NotFound.AsException();
    }

    private static IResult Answer(HttpContext context, LocalizedText done, ControlResult result)
    {
        var message = (result.IsDone ? done : Later).In(RequestLanguage.Of(context.Request));
        var state = result.State is { } shown ? JsonElement.Parse(shown.ToUtf8Json()) : (JsonElement?)null;
        return Results.Json(
            new ControlAnswer(message, result.PipelineId, state),
            ProductJson.Options,
            statusCode: result.IsDone ? StatusCodes.Status200OK : StatusCodes.Status202Accepted);
    }
}
