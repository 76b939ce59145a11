using Dpa.Realtime.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Dpa.Realtime.Endpoints;

/// <summary><c>GET /api/v1/pipelines</c>: an owner's pipelines, page by page (docs/protocol.md#lists).</summary>
internal sealed class ListEndpoint(
    ListPoll lists, Admission admission, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private const int LateRetrySeconds = 10;

    public Task GetAsync(HttpContext http) => admission.AdmitAsync(http, (_, caller) =>
    {
        var wrong = ListQuery.Read(http.Request.Query, caller, out var query);
        return wrong is null
            ? admission.HoldAsync(http, caller, () => AnswerAsync(http, caller, query))
            : Problems.BadRequestAsync(http, wrong);
    });

    private async Task AnswerAsync(HttpContext http, Caller caller, PipelineQuery query)
    {
        admission.Charge(caller, query.CostFor(caller.UserId));
        using var limit = new AnswerLimit(time, http.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await lists.AnswerAsync(http, caller, query, limit.Ending).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
            when (limit.IsLate && !http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            await Problems.RateLimitedAsync(http, LateRetrySeconds).ConfigureAwait(false);
        }
    }
}
