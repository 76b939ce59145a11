using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dpa.Realtime.FunctionalTests.Endpoints;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dpa.Realtime.FunctionalTests.Budgets;

/// <summary>
/// A user with more pipelines under way than a connection may watch: the newest come, and one error counts the others.
/// </summary>
public sealed class OwnPipelinesTests : IAsyncLifetime
{
    private const int Most = 5;
    private const int Live = 20;

    private readonly List<PipelineRun> _runs = [];
    private RealtimeServer _server = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50));
        _server = await RealtimeServer.StartAsync(
            o => o.MaxSubscriptionsPerConnection = Most, b => b.Services.AddSingleton<TimeProvider>(time));
        for (var i = 0; i < Live; i++)
        {
            _runs.Add(await _server.Progress.StartAsync(new PipelineStart($"p{i:00}", "user-1"), Ct));
            time.Advance(TimeSpan.FromMilliseconds(1)); // within one, none is the newer
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var run in _runs) await run.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(TransportNames.Socket)]
    [InlineData(TransportNames.Events)]
    [InlineData(TransportNames.Polling)]
    public async Task MoreThanMayBeWatched_AreTheNewestAndOneErrorWithACount(string transport)
    {
        var (shown, errors) = transport switch
        {
            TransportNames.Socket => await OfSocketAsync(),
            TransportNames.Events => await OfStreamAsync(),
            _ => await OfPollAsync(),
        };

        Assert.Equal(["p15", "p16", "p17", "p18", "p19"], shown.Order());
        var error = Assert.Single(errors);
        Assert.Equal("too_many_subscriptions", (string?)error["code"]);
        Assert.Contains($"{Live - Most} ", (string?)error["message"], StringComparison.Ordinal);
        Assert.Null(error["pipeline_id"]);
    }

    private async Task<(string[] Shown, JsonObject[] Errors)> OfSocketAsync()
    {
        await using var client = await WireClient.ConnectAsync(_server);
        await client.SendAsync(new { type = "subscribe_user" });
        var confirmed = 0;
        var frames = await client.ReceiveUntilAsync(f =>
            (string?)f["type"] == "subscription_confirmed" && ++confirmed == Most);
        await client.SendAsync(new { type = "ping" });
        // nothing else was on its way
        frames.AddRange(await client.ReceiveUntilAsync(f => (string?)f["type"] == "pong"));
        return Read(frames);
    }

    private async Task<(string[] Shown, JsonObject[] Errors)> OfStreamAsync()
    {
        await using var stream = await EventClient.OpenAsync(_server, "?user=me");
        var frames = new List<JsonObject>();
        for (var confirmed = 0; confirmed < Most;)
        {
            var frame = await stream.ReceiveUntilAsync(f => (string?)f["type"] is "subscription_confirmed" or "error");
            frames.Add(frame);
            if ((string?)frame["type"] == "subscription_confirmed") confirmed++;
        }

        return Read(frames);
    }

    private async Task<(string[] Shown, JsonObject[] Errors)> OfPollAsync()
    {
        using var http = new HttpClient { BaseAddress = _server.Http };
        http.DefaultRequestHeaders.Add("X-USER-ID", "user-1");
        var address = new Uri("/api/v1/pipelines/progress?user=me", UriKind.Relative);
        var body = (await http.GetFromJsonAsync<JsonObject>(address, Ct))!;
        return (
            [.. body["pipelines"]!.AsArray().Select(p => (string)p!["pipeline_id"]!)],
            [.. body["errors"]!.AsArray().Select(e => e!.AsObject())]);
    }

    private static (string[] Shown, JsonObject[] Errors) Read(List<JsonObject> frames) => (
        [.. frames.Where(f => (string?)f["type"] == "subscription_confirmed").Select(f => (string)f["pipeline_id"]!)],
        [.. frames.Where(f => (string?)f["type"] == "error")]);
}
