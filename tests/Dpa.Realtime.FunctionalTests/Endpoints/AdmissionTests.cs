using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Dpa.Realtime.FunctionalTests.Hosting;

namespace Dpa.Realtime.FunctionalTests.Endpoints;

public sealed class AdmissionTests
{
    [Fact]
    public async Task PlainRequest_ToTheSocket_IsABadRequestWithASuggestion()
    {
        await using var server = await RealtimeServer.StartAsync();
        using var http = new HttpClient { BaseAddress = server.Http };

        using var answer = await http.GetAsync(
            new Uri("/api/v1/ws/user-1", UriKind.Relative), TestContext.Current.CancellationToken);
        var problem = await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("not_a_websocket_request", (string?)problem!["code"]);
        Assert.NotEqual("", (string?)problem["suggestion"]);
    }

    [Fact]
    public async Task Socket_WithoutIdentityOutsideDevelopment_Is401()
    {
        await using var server = await RealtimeServer.StartAsync(environment: "Production");

        Assert.Equal(HttpStatusCode.Unauthorized, await RefusalAsync(server, _ => { }));
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    [InlineData("http://127.0.0.1.evil.example")]
    [InlineData("http://127.0.0.1:1")]
    public async Task Socket_FromAForeignOrigin_Is403(string origin)
    {
        await using var server = await RealtimeServer.StartAsync();

        Assert.Equal(HttpStatusCode.Forbidden, await RefusalAsync(server, o => o.SetRequestHeader("Origin", origin)));
    }

    /// <summary>
    /// Another site's page with the user's own identity (cross-site WebSocket hijacking), and a page of the same host
    /// that somebody on the way may have written.
    /// </summary>
    [Fact]
    public async Task SocketStreamAndTicket_FromTheSameHostByAnotherScheme_Are403AndCounted()
    {
        await using var server = await RealtimeServer.StartAsync();
        using var counters = new Counters(server);
        var origin = $"https://{server.Http.Authority}";

        Assert.Equal(HttpStatusCode.Forbidden, await RefusalAsync(server, o => o.SetRequestHeader("Origin", origin)));
        Assert.Equal(
            (403, "forbidden_origin", null), await EventClient.RefusalAsync(server, "?user=me", origin: origin));
        using var http = new HttpClient
        {
            BaseAddress = server.Http, DefaultRequestHeaders = { { "X-USER-ID", "user-1" }, { "Origin", origin } },
        };
        using var ticket = await http.PostAsync(
            new Uri("/api/v1/ws/ticket", UriKind.Relative), null, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, ticket.StatusCode);
        Assert.Equal((3, "error.type=forbidden_origin"), (counters["rejected"], Assert.Single(counters.Tags.Keys)));
    }

    /// <summary>A compressed message can be a thousand times its size.</summary>
    [Fact]
    public async Task Socket_ThatOffersCompression_IsServedWithoutIt()
    {
        await using var server = await RealtimeServer.StartAsync();
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.DangerousDeflateOptions = new WebSocketDeflateOptions();

        await socket.ConnectAsync(
            new Uri(server.WebSocket, "/api/v1/ws/user-1"), TestContext.Current.CancellationToken);

        Assert.DoesNotContain(
            "Sec-WebSocket-Extensions", socket.HttpResponseHeaders!.Keys, StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Socket_FromTheServersOwnOrAnAllowedOrigin_IsServed()
    {
        await using var server = await RealtimeServer.StartAsync(o => o.AllowedOrigins.Add("https://app.example"));

        await using var own = await WireClient.ConnectAsync(server, configure: o =>
            o.SetRequestHeader("Origin", server.Http.GetLeftPart(UriPartial.Authority)));
        await using var allowed = await WireClient.ConnectAsync(server, configure: o =>
            o.SetRequestHeader("Origin", "https://app.example")
        );
    }

    [Fact]
    public async Task Ticket_IsGoodOnceAndForItsUserOnly()
    {
        await using var server = await RealtimeServer.StartAsync();
        using var http = new HttpClient { BaseAddress = server.Http };
        http.DefaultRequestHeaders.Add("X-USER-ID", "user-1");
        async Task<string> TicketAsync()
        {
            using var answer = await http.PostAsync(
                new Uri("/api/v1/ws/ticket", UriKind.Relative), null, TestContext.Current.CancellationToken);
            return (string)
                (await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!["ticket"]!;
        }

        var ticket = await TicketAsync();
        await using (await WireClient.ConnectAsync(server, query: $"?ticket={ticket}"))
        {
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await RefusalAsync(server, _ => { }, query: $"?ticket={ticket}"));
        Assert.Equal(
            HttpStatusCode.Forbidden,
            await RefusalAsync(server, _ => { }, userId: "user-2", query: $"?ticket={await TicketAsync()}"));
    }

    private static async Task<HttpStatusCode> RefusalAsync(
        RealtimeServer server, Action<ClientWebSocketOptions> configure, string userId = "user-1", string query = "")
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        configure(socket.Options);
        await Assert.ThrowsAsync<WebSocketException>(() =>
            socket.ConnectAsync(
                new Uri(server.WebSocket, $"/api/v1/ws/{userId}{query}"), TestContext.Current.CancellationToken));
        return socket.HttpStatusCode;
    }
}
