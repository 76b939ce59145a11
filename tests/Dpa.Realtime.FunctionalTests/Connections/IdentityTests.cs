using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Json.Nodes;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.FunctionalTests.Connections;

public sealed class IdentityTests
{
    /// <summary>
    /// Within the 5 s in which access ends, the second between two checks included: the date stands still.
    /// </summary>
    [Fact]
    public async Task Identity_OverForLongerThanItsGrace_ClosesWith4401()
    {
        var time = new ShiftedTime();
        await using var server = await StartAsync(time.Freeze().AddMinutes(1), time);
        await using var client = await WireClient.ConnectAsync(server);

        time.Advance(TimeSpan.FromSeconds(64));

        Assert.Equal(4401, await client.ReceiveCloseAsync());
    }

    [Fact]
    public async Task Authenticate_WithAFreshTicket_KeepsTheConnection()
    {
        // The token is over and its grace runs: what the ticket brings is good for an hour.
        var time = new ShiftedTime();
        var ends = time.Freeze().AddMinutes(1);
        await using var server = await StartAsync(() => ends, time);
        await using var client = await WireClient.ConnectAsync(server);
        time.Advance(TimeSpan.FromSeconds(62));
        ends = time.GetUtcNow().AddHours(1);
        using var http = new HttpClient { BaseAddress = server.Http };
        using var answer = await http.PostAsync(
            new Uri("/api/v1/ws/ticket", UriKind.Relative), null, TestContext.Current.CancellationToken);
        var ticket = (string)
            (await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!["ticket"]!;

        await client.SendAsync(new { type = "authenticate", ticket });
        await client.SendAsync(new { type = "authenticate", ticket, request_id = "again" });

        Assert.Equal("again", (string?)(await client.ReceiveAsync("error"))["request_id"]); // a ticket is good once
        // Pings go on past the end of the first identity's grace.
        time.Advance(TimeSpan.FromSeconds(60));
        for (var i = 0; i < 2; i++) await client.ReceiveAsync("ping");
    }

    /// <summary>A client that renewed too late connects again with a new identity, and ends at the truth.</summary>
    [Fact]
    public async Task RenewedAfterTheEnd_ReconnectsFromItsPositionAndIsShownWhatItMissed()
    {
        var time = new ShiftedTime();
        var ends = time.Freeze().AddMinutes(1);
        await using var server = await StartAsync(() => ends, time);
        await using var run = await server.Progress.StartAsync(
            new PipelineStart("p", "user-1"), TestContext.Current.CancellationToken);
        await using var client = await WireClient.ConnectAsync(server);
        await client.SendAsync(new { type = "subscribe_pipeline", pipeline_id = "p" });
        await client.ReceiveAsync("subscription_confirmed");
        var since = run.State.Position;
        time.Advance(TimeSpan.FromSeconds(64));
        Assert.Equal(4401, await client.ReceiveCloseAsync());
        await run.WarnAsync("meanwhile", TestContext.Current.CancellationToken);

        ends = time.GetUtcNow().AddHours(1);
        await using var again = await WireClient.ConnectAsync(server);
        await again.SendAsync(new
        {
            type = "subscribe_pipeline", pipeline_id = "p",
            since = new { epoch = since.Epoch, version = since.Version },
        });

        Assert.Equal("meanwhile", (string?)(await again.ReceiveAsync("pipeline_progress"))["message"]);
    }

    /// <summary>
    /// Whatever number an application's own middleware puts there (RFC 7519 section 2: it may have a fraction).
    /// </summary>
    [Theory]
    [InlineData("4102444800.5", HttpStatusCode.NotFound)]
    [InlineData("4102444800000", HttpStatusCode.NotFound)] // of milliseconds: far away, and beyond the calendar
    [InlineData("1e30", HttpStatusCode.Unauthorized)]
    [InlineData("1.5", HttpStatusCode.Unauthorized)]
    [InlineData("-99999999999999", HttpStatusCode.Unauthorized)]
    [InlineData("never", HttpStatusCode.Unauthorized)]
    [InlineData("", HttpStatusCode.Unauthorized)]
    public async Task Exp_ThatIsNoWholeSecondOfTheCalendar_IsReadOrCountsAsOver(string exp, HttpStatusCode expected)
    {
        await using var server = await RealtimeServer.StartAsync(environment: "Production", map: app => app.Use(next =>
                http =>
                {
                    http.User = new ClaimsPrincipal(
                        new ClaimsIdentity([new Claim("sub", "user-1"), new Claim("exp", exp)], "test"));
                    return next(http);
                }));
        using var http = new HttpClient { BaseAddress = server.Http };

        using var answer = await http.GetAsync(
            new Uri("/api/v1/pipelines/p/progress", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task Revoke_EndsTheSubscriptionOfTheUserOnly()
    {
        await using var server = await RealtimeServer.StartAsync(build: b => b.AddPipelineAuthorizer<Guests>());
        await using var run = await server.Progress.StartAsync(
            new PipelineStart("shared", "user-1"), TestContext.Current.CancellationToken);
        await using var owner = await WireClient.ConnectAsync(server);
        await using var guest = await WireClient.ConnectAsync(server, "user-2");
        foreach (var client in new[] { owner, guest })
        {
            await client.SendAsync(new { type = "subscribe_pipeline", pipeline_id = "shared" });
            await client.ReceiveAsync("subscription_confirmed");
        }

        Guests.Allowed = false;
        await server.Progress.RevokeAsync("user-2", "shared", TestContext.Current.CancellationToken);

        var ended = await guest.ReceiveAsync("unsubscription_confirmed");
        Assert.Equal("forbidden", (string?)ended["reason"]);
        await run.WarnAsync("still here", TestContext.Current.CancellationToken);
        Assert.Equal("still here", (string?)(await owner.ReceiveAsync("pipeline_progress"))["message"]);
        await guest.SendAsync(new { type = "get_status" });
        Assert.Empty((await guest.ReceiveAsync("status"))["subscriptions"]!.AsArray());
    }

    private static Task<RealtimeServer> StartAsync(DateTimeOffset ends, TimeProvider time) =>
        StartAsync(() => ends, time);

    private static Task<RealtimeServer> StartAsync(Func<DateTimeOffset> ends, TimeProvider time) =>
        RealtimeServer.StartAsync(
            o => o.HeartbeatInterval = TimeSpan.FromSeconds(3), // a client answers pings only while it reads
            b => b.Services.AddSingleton(time),
            environment: "Production",
            map: app =>
                app.Use(
                    (context, next) =>
                    {
                        context.User = new ClaimsPrincipal(
                            new ClaimsIdentity(
                                [
                                    new Claim("sub", "user-1"),
                                    new Claim("exp", ends().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
                                ],
                                "test"));
                        return next(context);
                    }));

    private sealed class Guests : IPipelineAuthorizer
    {
        public static volatile bool Allowed = true;

        public ValueTask<bool> CanReadAsync(
            ClaimsPrincipal principal, string userId, PipelineState pipeline, CancellationToken cancellationToken
        ) => new(Allowed || userId == pipeline.Owner);
    }
}
