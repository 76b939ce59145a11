using System.Globalization;
using System.Net.Sockets;
using System.Security.Claims;
using System.Text;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dpa.Realtime.FunctionalTests.Endpoints;

/// <summary>How a stream of events ends, and that nothing is left of it.</summary>
public sealed class EventEndTests
{
    [Fact]
    public async Task Stop_SaysReconnectAndEndsTheStream()
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var client = await EventClient.OpenAsync(server, "?user=me");

        var stopping = server.StopAsync();
        var reconnect = await client.ReceiveAsync("reconnect");

        Assert.Null(await client.ReceiveAsync());
        Assert.InRange((int)reconnect["after_ms"]!, 1, 60_000);
        Assert.Equal((int)reconnect["after_ms"]!, client.RetryMs);
        await stopping.WaitAsync(WireClient.Limit, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Revoke_OfTheLastPipeline_SaysForbiddenAndEndsTheStream()
    {
        var guests = new Guests();
        await using var server = await RealtimeServer.StartAsync(build: b =>
            b.Services.AddSingleton<IPipelineAuthorizer>(guests));
        await using var a = await server.Progress.StartAsync(
            new PipelineStart("a", "user-1"), TestContext.Current.CancellationToken);
        await using var b = await server.Progress.StartAsync(
            new PipelineStart("b", "user-1"), TestContext.Current.CancellationToken);
        await using var client = await EventClient.OpenAsync(server, "?ids=a,b", "user-2");
        for (var i = 0; i < 2; i++) await client.ReceiveAsync("subscription_confirmed");

        guests.Refuse();
        foreach (var id in new[] { "a", "b" })
        {
            await server.Progress.RevokeAsync("user-2", id, TestContext.Current.CancellationToken);
            var ended = await client.ReceiveAsync("unsubscription_confirmed");
            Assert.Equal((id, "forbidden"), ((string?)ended["pipeline_id"], (string?)ended["reason"]));
        }

        Assert.Null(await client.ReceiveAsync());
    }

    /// <summary>All access is evaluated again after an outage of the backplane, and none is left.</summary>
    [Fact]
    public async Task Reauthorization_ThatTakesTheLastPipeline_EndsTheStream()
    {
        var guests = new Guests();
        await using var server = await RealtimeServer.StartAsync(build: b =>
            b.Services.AddSingleton<IPipelineAuthorizer>(guests));
        await using var a = await server.Progress.StartAsync(
            new PipelineStart("a", "user-1"), TestContext.Current.CancellationToken);
        await using var b = await server.Progress.StartAsync(
            new PipelineStart("b", "user-1"), TestContext.Current.CancellationToken);
        await using var client = await EventClient.OpenAsync(server, "?ids=a,b", "user-2");
        for (var i = 0; i < 2; i++) await client.ReceiveAsync("subscription_confirmed");

        guests.Refuse();
        server.Services.GetRequiredService<PipelineHub>().OnReconnected();
        for (var i = 0; i < 2; i++)
            Assert.Equal("forbidden", (string?)(await client.ReceiveAsync("unsubscription_confirmed"))["reason"]);

        await client.ReceiveEndAsync();
    }

    /// <summary>The same, but new pipelines of the user may come.</summary>
    [Fact]
    public async Task Reauthorization_OfAStreamThatWatchesItsUser_GoesOn()
    {
        var guests = new Guests();
        await using var server = await RealtimeServer.StartAsync(build: b =>
            b.Services.AddSingleton<IPipelineAuthorizer>(guests));
        await using var a = await server.Progress.StartAsync(
            new PipelineStart("a", "user-1"), TestContext.Current.CancellationToken);
        await using var client = await EventClient.OpenAsync(server, "?ids=a&user=me", "user-2");
        await client.ReceiveAsync("subscription_confirmed");

        guests.Refuse();
        server.Services.GetRequiredService<PipelineHub>().OnReconnected();
        await client.ReceiveAsync("unsubscription_confirmed");
        await using var own = await server.Progress.StartAsync(
            new PipelineStart("own", "user-2"), TestContext.Current.CancellationToken);

        Assert.Equal("own", (string?)(await client.ReceiveAsync("subscription_confirmed"))["pipeline_id"]);
    }

    /// <summary>Within 5 s at any heartbeat: at the longest, one of its turns takes 9.4 s.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(600)]
    public async Task Identity_ThatIsOver_EndsTheStreamSoonAtAnyHeartbeat(int heartbeatSeconds)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50));
        var ends = time.GetUtcNow().AddSeconds(21).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        await using var server = await RealtimeServer.StartAsync(
            o => o.HeartbeatInterval = TimeSpan.FromSeconds(heartbeatSeconds),
            b => b.Services.AddSingleton<TimeProvider>(time),
            environment: "Production",
            map: app =>
                app.Use(
                    (context, next) =>
                    {
                        context.User = new ClaimsPrincipal(
                            new ClaimsIdentity([new Claim("sub", "user-1"), new Claim("exp", ends)], "test"));
                        return next(context);
                    }));
        time.Advance(TimeSpan.FromSeconds(20)); // at the longest, past two of its turns; the third comes after 28.1 s
        await using var client = await EventClient.OpenAsync(server, "?user=me");

        time.Advance(TimeSpan.FromSeconds(4));

        await client.ReceiveEndAsync();
    }

    [Fact]
    public async Task Client_ThatLeaves_LeavesNothingBehind()
    {
        await using var server = await RealtimeServer.StartAsync();
        using var counters = new Counters(server);
        await using var run = await server.Progress.StartAsync(
            new PipelineStart("p", "user-1"), TestContext.Current.CancellationToken);
        await using (var client = await EventClient.OpenAsync(server, "?ids=p&user=me"))
        {
            await client.ReceiveAsync("subscription_confirmed");
            Assert.Equal(1, counters["connections"]);
        }

        using var limit = new CancellationTokenSource(WireClient.Limit);
        while (counters["connections"] + counters["subscriptions"] > 0)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    [Fact]
    public async Task Reader_ThatTakesNothingForTheSendTimeout_IsCutOff()
    {
        await using var server = await RealtimeServer.StartAsync(o => o.SendTimeout = TimeSpan.FromMilliseconds(500));
        using var counters = new Counters(server);
        await using var run = await server.Progress.StartAsync(
            new PipelineStart("p", "user-1") { Stages = [new("s")] }, TestContext.Current.CancellationToken);
        var stage = await run.StartStageAsync("s", TestContext.Current.CancellationToken);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            ReceiveBufferSize = 4096,
        };
        await socket.ConnectAsync(server.Http.Host, server.Http.Port, TestContext.Current.CancellationToken);
        await socket.SendAsync(
            Encoding.ASCII.GetBytes(
                $"GET /api/v1/pipelines/events?ids=p HTTP/1.1\r\nHost: {server.Http.Authority}\r\nX-USER-ID: "
                    + $"user-1\r\n\r\n"
            ),
            TestContext.Current.CancellationToken);

        using var limit = new CancellationTokenSource(WireClient.Limit);
        while (counters["connections"] < 1 || counters["deliveries"] < 1)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        // Transitions, since progress is paced and short.
        while (counters["connections"] > 0) await stage.WarnAsync(new string('进', 500), limit.Token);

        Assert.Equal(0, counters["subscriptions"]);
    }
}
