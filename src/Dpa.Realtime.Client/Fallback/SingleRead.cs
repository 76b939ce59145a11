using System.Text.Json;

namespace Dpa.Realtime.Client.Fallback;

/// <summary><c>GET /api/v1/pipelines/{pipeline_id}/progress</c>, once.</summary>
internal static class SingleRead
{
    public static async Task<PipelineState> GetAsync(
        ClientContext context, string pipelineId, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(context.Options.AnswerTimeout, context.Strand.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var first = await SendAsync(context, pipelineId, false, either.Token).ConfigureAwait(false);
            if ((int)first.StatusCode is not (401 or 403))
                return await ReadAsync(context, pipelineId, first, either.Token).ConfigureAwait(false);
            using var renewed = await SendAsync(context, pipelineId, true, either.Token).ConfigureAwait(false);
            return await ReadAsync(context, pipelineId, renewed, either.Token).ConfigureAwait(false);
        }
        catch (Exception e)
            when (e is HttpRequestException or IOException or ConnectException
                || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            var failure = context.Requests.FailureOf(e);
            throw new RealtimeException(failure.Reason, failure.Message, "", e);
        }
    }

    private static Task<HttpResponseMessage> SendAsync(
        ClientContext context, string pipelineId, bool renew, CancellationToken cancellationToken) =>
        context.Requests.SendAsync(
            HttpMethod.Get, context.Requests.ProgressAddress($"{pipelineId}/progress"), "application/json", null,
            renew, cancellationToken);

    private static async Task<PipelineState> ReadAsync(
        ClientContext context, string pipelineId, HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var isProblem = answer.Content.Headers.ContentType?.MediaType == "application/problem+json";
        if (!answer.IsSuccessStatusCode && !isProblem) throw new ConnectException(context.Requests.FailureOf(answer));
        using var document = await context.Requests.JsonAsync(answer, cancellationToken).ConfigureAwait(false);
        if (answer.IsSuccessStatusCode)
            return StateReader.Read(document.RootElement)?.State
                ?? throw new ConnectException(FailureReading.NotJson(context.Options.Address!));
        var problem = document.RootElement;
        if (
            problem.ValueKind != JsonValueKind.Object
            || problem.Text("code") is not { } code
            || code is ProgressErrorCodes.Unauthenticated)
            throw new ConnectException(context.Requests.FailureOf(answer));
        throw Absence.Of(pipelineId, code, problem.Text("detail"), problem.Text("suggestion"));
    }
}
