using System.Net;
using System.Net.WebSockets;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.FunctionalTests.Connections;

/// <summary>What a client may ask while the backplane is away: its connection has nothing to do with it.</summary>
public sealed class BackplaneAwayTests
{
    public static TheoryData<string> Messages =>
    [
        """{"type":"subscribe_user","request_id":"r"}""",
        """{"type":"subscribe_pipeline","pipeline_id":"q","request_id":"r"}""",
        """{"type":"control","pipeline_id":"p","action":"cancel","request_id":"r"}""",
        """{"type":"authenticate","ticket":"t","request_id":"r"}""",
    ];

    [Theory]
    [MemberData(nameof(Messages))]
    public Task Message_WhileTheBackplaneIsAway_IsAnsweredAndTheConnectionStays(string message) =>
        IsAnsweredAsync(message, new BackplaneLine());

    /// <summary>An application's own backplane may throw anything.</summary>
    [Theory]
    [MemberData(nameof(Messages))]
    public Task Message_WhileTheBackplaneFailsOtherwise_IsAnsweredAndTheConnectionStays(string message) =>
        IsAnsweredAsync(message, new BackplaneLine { Failure = new InvalidOperationException("a mistake") });

    /// <summary>Over HTTP as well; and anybody can ask, so that not each has a line.</summary>
    [Fact]
    public async Task Polls_WhileTheBackplaneFailsOtherwise_AreAnswered503WithOneLine()
    {
        var line = new BackplaneLine { Failure = new InvalidOperationException("a mistake") };
        var lines = new LogLines();
        await using var server = await RealtimeServer.StartAsync(build: b =>
        {
            line.AddTo(b);
            lines.AddTo(b);
        });
        using var http = new HttpClient { BaseAddress = server.Http };
        http.DefaultRequestHeaders.Add("X-USER-ID", "user-1");

        line.IsAway = true;
        foreach (var path in new[] { "p/progress", "progress?ids=p", "p/progress" })
        {
            using var answer = await http.GetAsync(
                new Uri($"/api/v1/pipelines/{path}", UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Contains(
                "backplane_unavailable", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
                StringComparison.Ordinal);
        }

        line.IsAway = false;
        Assert.Contains("a mistake", Assert.Single(lines.Of("ReadFailed")).Rest, StringComparison.Ordinal);
    }

    private static async Task IsAnsweredAsync(string message, BackplaneLine line)
    {
        await using var server = await RealtimeServer.StartAsync(build: line.AddTo);
        await using var run = await server.Progress.StartAsync(
            new PipelineStart("p", "user-1"), TestContext.Current.CancellationToken);
        await using var client = await WireClient.ConnectAsync(server);

        line.IsAway = true;
        await client.SendTextAsync(message);
        var error = await client.ReceiveAsync("error");
        line.IsAway = false;

        Assert.Equal(("backplane_unavailable", "r"), ((string?)error["code"], (string?)error["request_id"]));
        await client.SendAsync(new { type = "subscribe_user" });
        Assert.Equal("p", (string?)(await client.ReceiveAsync("subscription_confirmed"))["pipeline_id"]);
    }

    /// <summary>An outage has one line: all clients come with tickets then, and anybody can.</summary>
    [Fact]
    public async Task Tickets_WhileTheBackplaneIsAway_WriteOneLineTogether()
    {
        var line = new BackplaneLine();
        var lines = new LogLines();
        await using var server = await RealtimeServer.StartAsync(build: b =>
        {
            line.AddTo(b);
            lines.AddTo(b);
        });
        using var http = new HttpClient { BaseAddress = server.Http };
        http.DefaultRequestHeaders.Add("X-USER-ID", "user-1");

        line.IsAway = true;
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", "DpaTicket bogus");
        var refused = await Assert.ThrowsAsync<WebSocketException>(() =>
            socket.ConnectAsync(new Uri(server.WebSocket, "/api/v1/ws/user-1"), TestContext.Current.CancellationToken));
        using var issued = await http.PostAsync(
            new Uri("/api/v1/ws/ticket", UriKind.Relative), null, TestContext.Current.CancellationToken);
        line.IsAway = false;

        Assert.Contains("503", refused.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, issued.StatusCode);
        Assert.Equal(
            [("TicketNotLookedUp", LogLevel.Debug), ("TicketFailed", LogLevel.Debug)],
            lines.All.Where(l => l.Event.StartsWith("Ticket", StringComparison.Ordinal)).Select(l => (l.Event, l.Level))
        );
        var line16 = Assert.Single(lines.Of("ClientsUnavailable"));
        Assert.Contains("The line is down.", line16.Message, StringComparison.Ordinal);
    }
}
