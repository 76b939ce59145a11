using DocumentEngine.Text;
using DocumentPipelineHost.Accounts;
using DocumentPipelineHost.Languages;
using DocumentPipelineHost.Pipelines;

namespace DocumentPipelineHost.Batches;

/// <summary><c>/api/v2/batches/{batch_id}</c> and its controls. Another user's batch is not found.</summary>
internal sealed class BatchEndpoint(BatchStore batches, BatchReads reads, BatchControl control)
{
    public async Task<IResult> GetAsync(HttpContext context, string id) =>
        Results.Json(await reads.GetAsync(batches.Find(id, context.UserId())), ProductJson.Options);

    public Task<IResult> InterruptAsync(HttpContext context, string id) =>
        RunAsync(context, id, control.InterruptAsync, BatchTexts.Interrupted);

    public Task<IResult> ResumeAsync(HttpContext context, string id) =>
        RunAsync(context, id, control.ResumeAsync, BatchTexts.Resumed);

    public Task<IResult> CancelAsync(HttpContext context, string id) =>
        RunAsync(context, id, control.CancelAsync, BatchTexts.Cancelled);

    public Task<IResult> RetryAsync(HttpContext context, string id) =>
        RunAsync(context, id, control.RetryAsync, BatchTexts.Retried);

    private async Task<IResult> RunAsync(
        HttpContext context, string id, Func<string, Task<bool>> act, LocalizedText done)
    {
        batches.Find(id, context.UserId());
        var isDone = await act(id);
        var message = (isDone ? done : BatchTexts.Later).In(RequestLanguage.Of(context.Request));
        return Results.Json(
            await reads.GetAsync(batches.Find(id)!, message),
            ProductJson.Options,
            statusCode: isDone ? StatusCodes.Status200OK : StatusCodes.Status202Accepted);
    }
}
