using System.Text.Json;

namespace Dpa.Realtime.Client.Fallback;

/// <summary>One request over HTTP, with a new token if the last one was refused.</summary>
internal static class SingleRequest
{
    /// <summary><c>GET /api/v1/pipelines/{pipeline_id}/progress</c>, once.</summary>
    public static Task<PipelineState> GetAsync(
        ClientContext context, string pipelineId, CancellationToken cancellationToken) =>
        AskAsync(
            context, pipelineId, HttpMethod.Get, $"{Uri.EscapeDataString(pipelineId)}/progress", null,
            static answer => StateReader.Read(answer)?.State, cancellationToken);

    /// <summary><c>GET /api/v1/pipelines</c>: one page of a list.</summary>
    public static Task<PipelinePage> ListAsync(
        ClientContext context, PipelineQuery query, CancellationToken cancellationToken) =>
        AskAsync(
            context, "", HttpMethod.Get, ListRequest.PathOf(query), null,
            static answer => ListRequest.Read(answer), cancellationToken);

    /// <summary><c>POST /api/v1/pipelines/{pipeline_id}/control</c>: a control message without a socket.</summary>
    public static Task ControlAsync(
        ClientContext context, string pipelineId, byte[] message, CancellationToken cancellationToken) =>
        AskAsync(
            context, pipelineId, HttpMethod.Post, $"{Uri.EscapeDataString(pipelineId)}/control", message,
            static answer => answer.Text("type") is "control_accepted" and var type ? type : null, cancellationToken);

    private static async Task<T> AskAsync<T>(
        ClientContext context, string pipelineId, HttpMethod method, string path, byte[]? json,
        Func<JsonElement, T?> read, CancellationToken cancellationToken)
        where T : class
    {
        using var limit = new AnswerLimit(context.Options.AnswerTimeout, context.Strand.Time, cancellationToken);
        Task<HttpResponseMessage> SendAsync(bool renew) => context.Requests.SendAsync(
            method, context.Requests.ProgressAddress(path), "application/json", json, renew,
            limit.Token);
        try
        {
            using var first = await SendAsync(false).ConfigureAwait(false);
            if ((int)first.StatusCode is not (401 or 403))
                return await ReadAsync(context, pipelineId, first, read, limit).ConfigureAwait(false);
            limit.Renew();
            using var renewed = await SendAsync(true).ConfigureAwait(false);
            return await ReadAsync(context, pipelineId, renewed, read, limit).ConfigureAwait(false);
        }
        catch (Exception e)
            when (e is HttpRequestException or IOException or ConnectException
                || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            var failure = context.Requests.FailureOf(e);
            var isRefused = e is ConnectException && failure.Code is >= 400 and < 500;
            var suggestion = json is null || isRefused ? "" : "It may have been carried out: look at the state.";
            throw new RealtimeException(failure.Reason, failure.Message, suggestion, e)
            {
                RetryAfter = failure.RetryAfter,
            };
        }
    }

    private static async Task<T> ReadAsync<T>(
        ClientContext context, string pipelineId, HttpResponseMessage answer, Func<JsonElement, T?> read,
        AnswerLimit limit)
        where T : class
    {
        var isProblem = answer.Content.Headers.ContentType?.MediaType == "application/problem+json";
        if (!answer.IsSuccessStatusCode && !isProblem) throw new ConnectException(context.Requests.FailureOf(answer));
        limit.Renew();
        using var document =
            await context.Requests.JsonAsync(answer, limit.Renew, limit.Token).ConfigureAwait(false);
        var root = document.RootElement;
        if (answer.IsSuccessStatusCode)
            return (root.ValueKind == JsonValueKind.Object ? read(root) : null)
                ?? throw new ConnectException(FailureReading.NotJson(context.Options.Address!));
        if (
            root.ValueKind != JsonValueKind.Object
            || root.Text("code") is not { } code
            || code is ProgressErrorCodes.Unauthenticated)
            throw new ConnectException(context.Requests.FailureOf(answer));
        var refusal = Absence.Of(
            pipelineId, code, root.Text("detail") ?? root.Text("title"), root.Text("suggestion"));
        refusal.RetryAfter = context.Requests.FailureOf(answer).RetryAfter;
        throw refusal;
    }
}
