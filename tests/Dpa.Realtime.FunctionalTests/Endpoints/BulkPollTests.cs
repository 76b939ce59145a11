using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Json.Nodes;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Engine;
using Dpa.Realtime.FunctionalTests.Access;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.FunctionalTests.Endpoints;

/// <summary>What happens to a poll of many while it is answered: each part of it holds for itself.</summary>
public sealed class BulkPollTests
{
    private const int Pipelines = 40; // more than are read at once
    private const string Last = "q39"; // in the second part

    /// <summary>
    /// The user is signed out, or its identity ends, before the first part is written: 401. Later the answer is cut.
    /// </summary>
    [Theory]
    [InlineData("q00", true, 401)]
    [InlineData("q00", false, 401)]
    [InlineData(Last, true, null)]
    [InlineData(Last, false, null)]
    public async Task Post_WhoseIdentityEndsMeanwhile_ShowsNothingMore(string at, bool signsOut, int? status)
    {
        var asked = new Asked(at);
        await using var server = await AccessServer.StartAsync(build: b =>
            b.Services.AddSingleton<IPipelineAuthorizer>(asked));
        var token = server.Tokens.Add("user-1", ends: server.Time.GetUtcNow().AddMinutes(10));
        await StartAsync(server.Server);
        asked.Then = async () =>
        {
            server.Time.Advance(TimeSpan.FromMinutes(signsOut ? 0 : 11));
            if (signsOut)
                await server
                    .Server.Services.GetRequiredService<IConnectionCloser>()
                    .CloseUserAsync("user-1", "signed out");
        };

        Assert.Equal(
            status,
            await StatusAsync(() =>
                server.SendAsync(HttpMethod.Post, "/api/v1/pipelines/progress", token, body: JsonContent.Create(Body()))
            ));
    }

    [Fact]
    public async Task Post_WithAccessThatIsRevokedMeanwhile_LeavesThatPipelineOut()
    {
        var asked = new Asked("q31"); // in the first part, with q00
        await using var server = await RealtimeServer.StartAsync(build: b =>
            b.Services.AddSingleton<IPipelineAuthorizer>(asked));
        await StartAsync(server);
        using var http = Client(server);
        asked.Then = () => server.Progress.RevokeAsync("user-1", "q00").AsTask();

        using var answer = await http.PostAsJsonAsync(
            new Uri("/api/v1/pipelines/progress", UriKind.Relative), Body(), TestContext.Current.CancellationToken);
        var result = (await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!;

        Assert.Equal(Pipelines - 1, result["pipelines"]!.AsArray().Count);
        Assert.DoesNotContain("q00", result["pipelines"]!.AsArray().Select(p => (string?)p!["pipeline_id"]));
        Assert.Equal(["q00"], result["unavailable"]!.AsArray().Select(p => (string?)p));
    }

    /// <summary>What has begun as an answer does not end as a refusal, though nothing of it was sent yet.</summary>
    [Theory]
    [InlineData(1, 503)]
    [InlineData(2, null)]
    public async Task Post_WhoseReadFails_IsRefusedOrCut(int read, int? status)
    {
        var reads = 0;
        var fails = false;
        await using var server = await RealtimeServer.StartAsync(build: b =>
            b.Services.AddSingleton(s =>
                BackplaneLine.Call.Over<IBackplane>(
                    ActivatorUtilities.CreateInstance<PipelineEngine>(s),
                    (method, _) =>
                        !fails || method != nameof(IBackplane.ReadAsync) || ++reads != read
                            ? true
                            : throw new PipelineException("backplane_unavailable", "down", isRetryable: true))));
        await StartAsync(server);
        using var http = Client(server);
        fails = true;

        Assert.Equal(
            status,
            await StatusAsync(() =>
                http.PostAsJsonAsync(
                    new Uri("/api/v1/pipelines/progress", UriKind.Relative), Body(),
                    TestContext.Current.CancellationToken)));
    }

    /// <summary>Its status once the whole of it has come; null where it was cut.</summary>
    private static async Task<int?> StatusAsync(Func<Task<HttpResponseMessage>> poll)
    {
        try
        {
            using var answer = await poll();
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            return (int)answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static JsonObject Body() =>
        new()
        {
            ["positions"] = new JsonObject(
                Enumerable.Range(0, Pipelines).Select(i => KeyValuePair.Create($"q{i:00}", (JsonNode?)null))),
        };

    private static async Task StartAsync(RealtimeServer server)
    {
        for (var i = 0; i < Pipelines; i++)
            await server.Progress.StartAsync(
                new PipelineStart($"q{i:00}", "user-1"), TestContext.Current.CancellationToken);
    }

    private static HttpClient Client(RealtimeServer server)
    {
        var http = new HttpClient { BaseAddress = server.Http };
        http.DefaultRequestHeaders.Add("X-USER-ID", "user-1");
        return http;
    }

    /// <summary>Allows everything; asked for one of them, it does something first.</summary>
    private sealed class Asked(string at) : IPipelineAuthorizer
    {
        public Func<Task>? Then { get; set; }

        public async ValueTask<bool> CanReadAsync(
            ClaimsPrincipal principal, string userId, PipelineState pipeline, CancellationToken cancellationToken)
        {
            if (pipeline.Id == at && Then is { } then) await then();
            return true;
        }
    }
}
