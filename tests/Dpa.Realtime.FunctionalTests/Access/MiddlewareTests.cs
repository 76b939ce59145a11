using System.Threading.RateLimiting;
using Dpa.Realtime.Connections;
using Dpa.Realtime.Faults;
using Dpa.Realtime.FunctionalTests.Endpoints;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.FunctionalTests.Access;

/// <summary>
/// ASP.NET Core's own middlewares around the library, set up for everything, in both orders: after routing, where they
/// read metadata, and before it, where they cannot.
/// </summary>
public sealed class MiddlewareTests
{
    private const string Gateway = "X-Gateway-User";

    public static TheoryData<bool> Orders => [true, false];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>
    /// The gateway's header is no <c>Authorization</c>, so a cache sees an anonymous request like any other.
    /// </summary>
    [Theory]
    [MemberData(nameof(Orders))]
    public async Task OutputCache_ForEverything_NeverServesOneUsersStateToAnother(bool afterRouting)
    {
        var calls = 0;
        await using var server = await StartAsync(
            afterRouting,
            app => app.UseOutputCache(),
            b => b.Services.AddOutputCache(o => o.AddBasePolicy(p => p.Cache())),
            app => app.MapGet("/own", () => $"{Interlocked.Increment(ref calls)}"));
        await using var run = await server.Progress.StartAsync(
            new PipelineStart("p", "user-1") { Name = "of user-1" }, Ct);
        using var http = new HttpClient { BaseAddress = server.Http };

        foreach (
            var address in new[]
            {
                "/api/v1/pipelines/p/progress", "/api/v1/pipelines/progress?ids=p",
                "/api/v1/pipelines/progress?user=me",
            })
        {
            Assert.Contains("of user-1", await GetAsync(http, address, "user-1"), StringComparison.Ordinal);
            Assert.DoesNotContain("of user-1", await GetAsync(http, address, "user-2"), StringComparison.Ordinal);
            var before = run.State.Position.Version;
            await run.WarnAsync("newer", Ct);
            Assert.Contains(
                $"\"version\":{before + 1}", await GetAsync(http, address, "user-1"), StringComparison.Ordinal);
        }

        // the cache is there
        Assert.Equal(await GetAsync(http, "/own", "user-1"), await GetAsync(http, "/own", "user-2"));
    }

    /// <summary>The path is decoded once, so that what its text still says is not read as an escape.</summary>
    [Theory]
    [InlineData(true, "/other/%2500")]
    [InlineData(false, "/other/%2500")]
    [InlineData(false, "/api/v1/pipelines/%2500/progress")]
    [InlineData(false, "/%2500/%25zz//")]
    public async Task OutputCache_ForEverything_AnswersAPathWithAPercentSign(bool afterRouting, string path)
    {
        await using var server = await StartAsync(
            afterRouting,
            app => app.UseOutputCache(),
            b => b.Services.AddOutputCache(o => o.AddBasePolicy(p => p.Cache())),
            _ => { });
        using var http = new HttpClient { BaseAddress = server.Http };
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add(Gateway, "user-1");

        using var response = await http.SendAsync(request, Ct);

        Assert.InRange((int)response.StatusCode, 400, 499);
    }

    public static TheoryData<bool, string> OrdersOfHeld => new()
    {
        { true, TransportNames.Socket }, { false, TransportNames.Socket },
        { true, TransportNames.Events }, { false, TransportNames.Events },
        { true, TransportNames.LongPoll }, { false, TransportNames.LongPoll },
    };

    /// <summary>
    /// A cache answers the requests of one address one after the other, where it may: here nobody would be second.
    /// Before the path base is known, too.
    /// </summary>
    [Theory]
    [MemberData(nameof(OrdersOfHeld))]
    public async Task OutputCache_ForEverything_HoldsTwoOfOneAddressAtTheSameTime(bool afterRouting, string transport)
    {
        await using var server = await StartAsync(
            afterRouting,
            app =>
            {
                app.UseOutputCache();
                if (!afterRouting) app.UsePathBase("/app");
            },
            b => b.Services.AddOutputCache(o => o.AddBasePolicy(p => p.Cache())),
            _ => { });
        await using var run = await server.Progress.StartAsync(new PipelineStart("p", "user-1"), Ct);
        var prefix = afterRouting ? "" : "/app";
        var connections = server.Services.GetRequiredService<ConnectionRegistry>();
        var budget = server.Services.GetRequiredService<UserBudgets>().Of("user-1");
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Ct);

        var both = new[] { HoldUntilLeavingAsync(), HoldUntilLeavingAsync() };

        await Eventually.HoldsAsync(
            () => transport == TransportNames.LongPoll ? budget.Held == 2 : connections.Count == 2,
            "both are held at the same time");
        await leaving.CancelAsync();
        await Task.WhenAll(both).WaitAsync(WireClient.Limit, Ct);

        async Task HoldUntilLeavingAsync()
        {
            try
            {
                await HoldAsync();
            }
            catch (OperationCanceledException) when (leaving.IsCancellationRequested)
            {
                // The test is over.
            }
        }

        async Task HoldAsync()
        {
            if (transport == TransportNames.Socket)
            {
                await using var socket = await WireClient.ConnectAsync(
                    new Uri(server.WebSocket, $"{prefix}/api/v1/ws/user-1"),
                    configure: o => o.SetRequestHeader(Gateway, "user-1"));
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, leaving.Token);
            }

            using var http = new HttpClient { BaseAddress = server.Http };
            http.DefaultRequestHeaders.Add(Gateway, "user-1");
            using var request = new HttpRequestMessage(
                HttpMethod.Get,
                new Uri(
                    transport == TransportNames.Events
                        ? $"{prefix}/api/v1/pipelines/events?ids=p"
                        : $"{prefix}/api/v1/pipelines/p/progress?wait=60",
                    UriKind.Relative));
            request.Headers.IfNoneMatch.ParseAdd($"\"{run.State.Position}\"");
            using var answer = await http.SendAsync(request, leaving.Token);
            await answer.Content.ReadAsStringAsync(leaving.Token); // a stream's, that ends with the test
        }
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task RequestTimeouts_ForEverything_CutNothingThatIsHeld(bool afterRouting)
    {
        await using var server = await StartAsync(
            afterRouting,
            app => app.UseRequestTimeouts(),
            b =>
                b.Services.AddRequestTimeouts(o =>
                    o.DefaultPolicy = new RequestTimeoutPolicy { Timeout = TimeSpan.FromMilliseconds(200) }),
            app =>
                app.MapGet("/own", async (HttpContext http) =>
                    await Task.Delay(TimeSpan.FromSeconds(20), TimeProvider.System, http.RequestAborted)));
        await using var run = await server.Progress.StartAsync(new PipelineStart("p", "user-1"), Ct);
        using var http = new HttpClient { BaseAddress = server.Http };
        http.DefaultRequestHeaders.Add(Gateway, "user-1");
        await using var socket = await WireClient.ConnectAsync(server, configure: o =>
            o.SetRequestHeader(Gateway, "user-1"));

        using var request = new HttpRequestMessage(
            HttpMethod.Get, new Uri("/api/v1/pipelines/p/progress?wait=1", UriKind.Relative));
        request.Headers.IfNoneMatch.ParseAdd($"\"{run.State.Position}\"");
        using var held = await http.SendAsync(request, Ct);
        using var own = await http.GetAsync(new Uri("/own", UriKind.Relative), Ct);

        Assert.Equal((304, 504), ((int)held.StatusCode, (int)own.StatusCode));
        await socket.SendAsync(new { type = "get_status" });
        await socket.ReceiveAsync("status");
    }

    /// <summary>
    /// Before routing a limiter knows no endpoint, and nothing can be said to it: the documentation says so.
    /// </summary>
    [Fact]
    public async Task ConcurrencyLimiter_ForEverything_IsNotHeldByWhatStays()
    {
        await using var server = await StartAsync(
            afterRouting: true,
            app => app.UseRateLimiter(),
            b => b.Services.AddRateLimiter(o => o.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, int>(_ =>
                RateLimitPartition.GetConcurrencyLimiter(0, _ => new ConcurrencyLimiterOptions { PermitLimit = 1 }))),
            app => app.MapGet("/own", () => "own"));
        await using var run = await server.Progress.StartAsync(new PipelineStart("p", "user-1"), Ct);
        await using var socket = await WireClient.ConnectAsync(server, configure: o =>
            o.SetRequestHeader(Gateway, "user-1"));
        await using var another = await WireClient.ConnectAsync(server, configure: o =>
            o.SetRequestHeader(Gateway, "user-1"));
        using var http = new HttpClient { BaseAddress = server.Http };

        Assert.Equal("own", await GetAsync(http, "/own", "user-1"));
        Assert.Contains(
            "\"p\"", await GetAsync(http, "/api/v1/pipelines/p/progress", "user-1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RateLimiter_ThatTheApplicationNamesForTheseEndpoints_Holds()
    {
        await using var server = await StartAsync(
            afterRouting: true,
            app => app.UseRateLimiter(),
            b =>
                b.Services.AddRateLimiter(o =>
                    o.AddPolicy("one", _ =>
                        RateLimitPartition.GetFixedWindowLimiter(0, _ => new FixedWindowRateLimiterOptions
                        {
                            PermitLimit = 1, Window = TimeSpan.FromHours(1),
                        }))),
            app => app.MapDpaProgress("/limited").RequireRateLimiting("one"));
        using var http = new HttpClient { BaseAddress = server.Http };
        http.DefaultRequestHeaders.Add(Gateway, "user-1");

        using var first = await http.GetAsync(new Uri("/limited/p/progress", UriKind.Relative), Ct);
        using var second = await http.GetAsync(new Uri("/limited/p/progress", UriKind.Relative), Ct);

        Assert.Equal((404, 503), ((int)first.StatusCode, (int)second.StatusCode));
    }

    private static Task<RealtimeServer> StartAsync(
        bool afterRouting, Action<WebApplication> use, Action<DpaRealtimeBuilder> build, Action<WebApplication> own) =>
        RealtimeServer.StartAsync(
            o => o.UserIdSelector = http => http.Request.Headers[Gateway],
            build, "Production",
            app =>
            {
                if (afterRouting)
                    use(app);
            },
            endpoints: app =>
            {
                app.MapDpaWebSocket();
                app.MapDpaProgress();
                own(app);
            },
            beforeRouting: app =>
            {
                if (!afterRouting)
                    use(app);
            });

    private static async Task<string> GetAsync(HttpClient http, string address, string userId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, UriKind.Relative))
        {
            Headers = { { Gateway, userId } },
        };
        using var answer = await http.SendAsync(request, Ct);
        return await answer.Content.ReadAsStringAsync(Ct);
    }
}
