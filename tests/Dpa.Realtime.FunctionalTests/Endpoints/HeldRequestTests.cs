using System.Net;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.FunctionalTests.Endpoints;

/// <summary>Long polls whose access, or whose server, goes away while they are held.</summary>
public sealed class HeldRequestTests
{
    [Fact]
    public async Task LongPoll_WhoseAccessWasRevoked_IsNotAnsweredWithWhatCameAfter()
    {
        var guests = new Guests();
        await using var server = await RealtimeServer.StartAsync(build: b =>
            b.Services.AddSingleton<IPipelineAuthorizer>(guests));
        await using var run = await server.Progress.StartAsync(
            new PipelineStart("p", "user-1"), TestContext.Current.CancellationToken);
        using var http = Client(server, run);

        var held = HoldAsync(server, http, "p");
        await WatchedAsync(server);
        guests.Refuse();
        await run.WarnAsync("not for guests", TestContext.Current.CancellationToken);
        using var answer = await held;

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.DoesNotContain(
            "not for guests", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task LongPoll_WhoseAccessWasRevoked_EndsLongBeforeItsTimeWithoutAChange()
    {
        var guests = new Guests();
        await using var server = await RealtimeServer.StartAsync(build: b =>
            b.Services.AddSingleton<IPipelineAuthorizer>(guests));
        await using var run = await server.Progress.StartAsync(
            new PipelineStart("p", "user-1"), TestContext.Current.CancellationToken);
        using var http = Client(server, run);

        var held = HoldAsync(server, http, "p");
        await WatchedAsync(server);
        guests.Refuse();
        using var answer = await held; // it was asked to be held for twice as long as is waited here

        // A 304 would have said that there is something to see.
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    /// <summary>
    /// Nothing newer than what the client says it holds can come after that, and waiting for it would take a processor.
    /// </summary>
    [Fact]
    public async Task LongPoll_AheadOfAPipelineThatEnds_IsAnsweredWithTheEnd()
    {
        await using var server = await RealtimeServer.StartAsync(build: b =>
            b.Services.AddSingleton<IPipelineAuthorizer>(new Guests()));
        await using var run = await server.Progress.StartAsync(
            new PipelineStart("p", "user-1"), TestContext.Current.CancellationToken);
        using var http = Client(server, run);
        http.DefaultRequestHeaders.IfNoneMatch.Clear();
        http.DefaultRequestHeaders.IfNoneMatch.ParseAdd($"\"{run.State.Position.Epoch}:9000000000\"");

        var held = HoldAsync(server, http, "p");
        await WatchedAsync(server);
        await run.CompleteAsync(TestContext.Current.CancellationToken);
        using var answer = await held; // it was asked to be held for twice as long as is waited here

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal($"\"{run.State.Position}\"", answer.Headers.ETag!.Tag);
    }

    [Fact]
    public async Task LongPoll_WhenTheServerStops_IsAnswered()
    {
        await using var server = await RealtimeServer.StartAsync(build: b =>
            b.Services.AddSingleton<IPipelineAuthorizer>(new Guests()));
        await using var run = await server.Progress.StartAsync(
            new PipelineStart("p", "user-1"), TestContext.Current.CancellationToken);
        using var http = Client(server, run);

        var held = HoldAsync(server, http, "p");
        await WatchedAsync(server);
        var stopping = server.StopAsync();
        using var answer = await held;

        Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
        await stopping.WaitAsync(WireClient.Limit, TestContext.Current.CancellationToken);
    }

    private static Task<HttpResponseMessage> HoldAsync(RealtimeServer server, HttpClient http, string id) =>
        http.GetAsync(
                new Uri(server.Http, $"/api/v1/pipelines/{id}/progress?wait=60"), TestContext.Current.CancellationToken)
            .WaitAsync(WireClient.Limit, TestContext.Current.CancellationToken);

    /// <summary>Until the request is held: its pipeline is watched then.</summary>
    private static async Task WatchedAsync(RealtimeServer server)
    {
        using var limit = new CancellationTokenSource(WireClient.Limit);
        while (server.Services.GetRequiredService<Dpa.Realtime.FanOut.PipelineHub>().WatchedPipelines == 0)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static HttpClient Client(RealtimeServer server, PipelineRun run)
    {
        var http = new HttpClient { BaseAddress = server.Http };
        http.DefaultRequestHeaders.Add("X-USER-ID", "user-2");
        http.DefaultRequestHeaders.IfNoneMatch.ParseAdd($"\"{run.State.Position}\"");
        return http;
    }
}
