using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.FunctionalTests.Access;

/// <summary>What people who run a server behind a proxy see of a refused origin.</summary>
public sealed class OriginTests
{
    [Fact]
    public async Task RefusedOrigin_IsSaidOnceWithBothRemediesAndCountedEachTime()
    {
        using var lines = new LogLines();
        await using var server = await RealtimeServer.StartAsync(build: lines.AddTo);
        using var counters = new Counters(server);

        for (var i = 0; i < 3; i++)
            await AskAsync(server, "https://app.example", HttpMethod.Get, "/api/v1/pipelines/events?user=me");

        var line = Assert.Single(lines.Of("OriginRefused"));
        Assert.Equal(LogLevel.Warning, line.Level);
        foreach (
            var part in new[]
            {
                "https://app.example",
                server.Http.GetLeftPart(UriPartial.Authority), "UseForwardedHeaders", "AllowedOrigins",
            })
            Assert.Contains(part, line.Message, StringComparison.Ordinal);
        Assert.Equal((3, "error.type=forbidden_origin"), (counters["rejected"], Assert.Single(counters.Tags.Keys)));
    }

    [Fact]
    public async Task RefusedOrigins_BeyondABound_AreOnlyCounted()
    {
        using var lines = new LogLines();
        await using var server = await RealtimeServer.StartAsync(build: lines.AddTo);
        using var counters = new Counters(server);

        for (var i = 0; i < 100; i++)
            await AskAsync(server, $"https://{i}.example", HttpMethod.Post, "/api/v1/ws/ticket");

        Assert.Equal((64, 100), (lines.Of("OriginRefused").Count(), counters["rejected"]));
    }

    /// <summary>
    /// A proxy that ends TLS and passes the host on: the very case in which a browser shows nothing but a code.
    /// </summary>
    [Theory]
    [InlineData("https://{0}", "https://{0}")]
    [InlineData("https://app.example", "https://app.example")]
    [InlineData("https://user@app.example/x?y", "null")]
    [InlineData("javascript:alert(1)", "null")]
    [InlineData("null", "null")]
    public async Task Problem_NamesTheOriginAndNothingElse(string sent, string named)
    {
        await using var server = await RealtimeServer.StartAsync();

        var (status, problem) = await AskAsync(
            server, sent.Replace("{0}", server.Http.Authority, StringComparison.Ordinal), HttpMethod.Post,
            "/api/v1/ws/ticket");

        Assert.Equal(
            (403, "forbidden_origin", named.Replace("{0}", server.Http.Authority, StringComparison.Ordinal)),
            (status, (string?)problem["code"], (string?)problem["origin"]));
    }

    /// <summary>
    /// An image of a page that has the stream's address: it would hold one of the user's few connections.
    /// </summary>
    [Theory]
    [InlineData("cross-site", HttpStatusCode.Forbidden)]
    [InlineData("same-site", HttpStatusCode.Forbidden)]
    [InlineData("same-origin", HttpStatusCode.OK)]
    [InlineData("none", HttpStatusCode.OK)]
    public async Task Stream_AskedForWithoutAnOrigin_IsRefusedToOtherSites(string site, HttpStatusCode expected)
    {
        await using var server = await RealtimeServer.StartAsync();
        using var http = new HttpClient
        {
            BaseAddress = server.Http,
            DefaultRequestHeaders = { { "X-USER-ID", "user-1" }, { "Sec-Fetch-Site", site } },
        };

        using var answer = await http.GetAsync(
            new Uri("/api/v1/pipelines/events?user=me", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead,
            TestContext.Current.CancellationToken);

        Assert.Equal(expected, answer.StatusCode);
    }

    /// <summary>
    /// Polls ask no origin; a client that may not open a socket learns so from one that says it asks for that.
    /// </summary>
    [Fact]
    public async Task Poll_ThatChecksTheOrigin_IsRefusedWhereASocketWouldBe()
    {
        await using var server = await RealtimeServer.StartAsync();

        var (refused, problem) = await AskAsync(
            server,
            "https://app.example",
            HttpMethod.Post, "/api/v1/pipelines/progress?check=origin");
        var (polled, _) = await AskAsync(server, "https://app.example", HttpMethod.Post, "/api/v1/pipelines/progress");
        var (own, _) = await AskAsync(
            server, server.Http.GetLeftPart(UriPartial.Authority), HttpMethod.Post,
            "/api/v1/pipelines/progress?check=origin");

        Assert.Equal((403, "forbidden_origin", 200, 200), (refused, (string?)problem["code"], polled, own));
    }

    private static async Task<(int Status, JsonObject Body)> AskAsync(
        RealtimeServer server, string origin, HttpMethod method, string address)
    {
        using var http = new HttpClient
        {
            BaseAddress = server.Http, DefaultRequestHeaders = { { "X-USER-ID", "user-1" }, { "Origin", origin } },
        };
        using var request = new HttpRequestMessage(method, new Uri(address, UriKind.Relative))
        {
            Content = method == HttpMethod.Post ? JsonContent.Create(new { positions = new { } }) : null,
        };
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return (
            (int)answer.StatusCode,
            (await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!);
    }
}
