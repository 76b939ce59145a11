using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Json.Nodes;
using Dpa.Realtime.Connections;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.FunctionalTests.Endpoints;

/// <summary>An application that answers with the pipeline that it started.</summary>
public abstract class AcceptedTest
{
    private protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    private protected static Task<RealtimeServer> StartAsync(
        Action<WebApplication>? map = null, Action<WebApplication>? before = null, string jobs = "/jobs/{id}",
        Action<DpaRealtimeOptions>? options = null, Action<DpaRealtimeBuilder>? build = null) =>
        RealtimeServer.StartAsync(
            options,
            b =>
            {
                b.Services.AddSingleton<Runs>().AddOpenApi();
                build?.Invoke(b);
            },
            beforeRouting: before,
            endpoints: app =>
            {
                (map ?? (static a => a.MapDpaProgress()))(app);
                app.MapPost(jobs, async (string id, IProgressNotifier progress, Runs runs) =>
                    Results.Extensions.Accepted(runs.Add(await progress.StartAsync(new PipelineStart(id, "user-1")))));
                app.MapPost("/queue/{id}", static (string id) => TypedResults.Extensions.Accepted(id));
            });

    private protected static async Task<HttpResponseMessage> PostAsync(
        HttpClient http, string prefer, string id = "a", CancellationToken? stop = null, string path = "jobs")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/{path}/{id}", UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Prefer", prefer);
        return await http.SendAsync(request, stop ?? Ct).WaitAsync(WireClient.Limit, Ct);
    }

    private protected static string? Applied(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Preference-Applied", out var values) ? values.Single() : null;

    /// <summary>Until the answer is held.</summary>
    private protected static Task WatchedAsync(RealtimeServer server) =>
        UntilAsync(() => server.Services.GetRequiredService<PipelineHub>().WatchedPipelines == 1);

    private protected static Task FreeAsync(RealtimeServer server) =>
        UntilAsync(() => server.Services.GetRequiredService<UserBudgets>().Of("user-1").Held == 0);

    private protected static async Task UntilAsync(Func<bool> isSo)
    {
        using var limit = new CancellationTokenSource(WireClient.Limit);
        while (!isSo())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private protected static HttpClient Client(RealtimeServer server)
    {
        var http = new HttpClient { BaseAddress = server.Http };
        http.DefaultRequestHeaders.Add("X-USER-ID", "user-1");
        return http;
    }

    /// <summary>A held request of a user's.</summary>
    private protected sealed class Held : IDisposable
    {
        private readonly UserBudget _budget;

        public Held(UserBudget budget)
        {
            _budget = budget;
            Assert.True(budget.TryHold());
        }

        public void Dispose() => _budget.Release();
    }

    /// <summary>The runs that the endpoint started, for the test to end.</summary>
    private protected sealed class Runs
    {
        private readonly System.Collections.Concurrent.ConcurrentDictionary<string, PipelineRun> _runs = new();

        public PipelineRun Add(PipelineRun run) => _runs[run.Id] = run;

        public PipelineRun Of(string id) => _runs[id];
    }
}
