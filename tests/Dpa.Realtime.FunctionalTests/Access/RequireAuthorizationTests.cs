using System.Net.WebSockets;
using Dpa.Realtime.FunctionalTests.Endpoints;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.FunctionalTests.Access;

/// <summary>
/// The application's policies on the library's endpoints, with ASP.NET Core's own middleware: tickets get in, nothing
/// becomes open.
/// </summary>
public sealed class RequireAuthorizationTests
{
    private static readonly string[] Ways = ["endpoints", "group", "fallback", "role"];

    public static TheoryData<string, string> WaysAndTransports =>
        [.. Ways.SelectMany(w => TransportNames.All.Select(t => (w, t)))];

    [Theory]
    [MemberData(nameof(WaysAndTransports))]
    public async Task Ticket_UnderAPolicy_IsLetIn(string way, string transport)
    {
        await using var server = await StartAsync(way);
        var token = server.Tokens.Add("user-1");
        var ticket = await server.TicketAsync(token);

        Assert.Null(await Line.RefusalAsync(transport, server, $"DpaTicket {ticket}"));
        Assert.Equal(401, await Line.RefusalAsync(transport, server, $"DpaTicket {ticket}"));
        Assert.Equal(401, await Line.RefusalAsync(transport, server, "DpaTicket unknown"));
        Assert.Equal(401, await Line.RefusalAsync(transport, server, null));
        Assert.Null(await Line.RefusalAsync(transport, server, token));
    }

    [Theory]
    [MemberData(nameof(WaysAndTransports))]
    public async Task SpentTicketWithANamedUser_UnderAPolicy_OpensNothing(string way, string transport)
    {
        // whoever gets past the policy may name himself
        await using var server = await StartAsync(way, o => o.AllowAnonymous = true);
        var ticket = await server.TicketAsync(server.Tokens.Add("user-1"));
        using (await server.SendAsync(HttpMethod.Get, "/api/v1/pipelines/p/progress", $"DpaTicket {ticket}"))
        {
        }

        Assert.Equal(401, await Line.RefusalAsync(transport, server, $"DpaTicket {ticket}"));
    }

    [Theory]
    [InlineData("endpoints")]
    [InlineData("fallback")]
    public async Task TicketAndStatistics_UnderAPolicy_TakeNoTicket(string way)
    {
        await using var server = await StartAsync(way);
        var token = server.Tokens.Add("user-1");

        using var bought = await server.AskTicketAsync($"DpaTicket {await server.TicketAsync(token)}");
        using var statistics = await server.SendAsync(
            HttpMethod.Get, "/api/v1/ws/stats", $"DpaTicket {await server.TicketAsync(token)}");

        Assert.Equal((401, 401), ((int)bought.StatusCode, (int)statistics.StatusCode));
    }

    [Fact]
    public async Task Ticket_OfACallerWhoLacksTheRole_IsRefusedByThePolicy()
    {
        await using var server = await StartAsync("role", endpoints: app =>
        {
            app.MapDpaWebSocket().RequireAuthorization();
            app.MapDpaProgress().RequireAuthorization(p => p.RequireRole("auditor"));
        });

        foreach (var (role, status) in new[] { ("reader", 403), ("auditor", 200) })
        {
            using var answer = await server.SendAsync(
                HttpMethod.Get, "/api/v1/pipelines/p/progress",
                $"DpaTicket {await server.TicketAsync(server.Tokens.Add("user-1", role))}");
            Assert.Equal(status, (int)answer.StatusCode);
        }
    }

    [Fact]
    public async Task Ticket_OnAnEndpointOfTheApplication_IsNobody()
    {
        await using var server = await StartAsync("fallback", endpoints: app =>
        {
            app.MapDpaWebSocket();
            app.MapDpaProgress();
            app.MapGet("/own", () => "secret");
        });

        using var answer = await server.SendAsync(
            HttpMethod.Get, "/own", $"DpaTicket {await server.TicketAsync(server.Tokens.Add("user-1"))}");

        Assert.Equal(401, (int)answer.StatusCode);
    }

    [Fact]
    public async Task BackplaneAway_UnderAPolicy_IsNot401()
    {
        var line = new BackplaneLine();
        await using var server = await StartAsync("endpoints", build: line.AddTo);
        var ticket = $"DpaTicket {await server.TicketAsync(server.Tokens.Add("user-1"))}";
        line.IsAway = true;

        using var polled = await server.SendAsync(HttpMethod.Get, "/api/v1/pipelines/p/progress", ticket);
        var socket = await Line.RefusalAsync(TransportNames.Socket, server, ticket);
        line.IsAway = false;

        Assert.Equal((503, 503), ((int)polled.StatusCode, socket));
    }

    [Fact]
    public async Task NobodyUnderACookieScheme_Is401AndNotSentToAPage()
    {
        await using var server = await RealtimeServer.StartAsync(
            environment: "Production",
            build: b =>
            {
                b.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
                b.Services.AddAuthorization();
            },
            map: app => app.UseAuthentication().UseAuthorization(),
            endpoints: app => app.MapDpaProgress().RequireAuthorization());
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = server.Http,
        };

        using var answer = await http.GetAsync(
            new Uri("/api/v1/pipelines/p/progress", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(401, (int)answer.StatusCode);
    }

    private static Task<AccessServer> StartAsync(
        string way, Action<DpaRealtimeOptions>? options = null, Action<DpaRealtimeBuilder>? build = null,
        Action<WebApplication>? endpoints = null) =>
        AccessServer.StartAsync(
            options,
            b =>
            {
                if (way == "fallback")
                    b.Services.Configure<AuthorizationOptions>(o => o.FallbackPolicy = o.DefaultPolicy);
                build?.Invoke(b);
            },
            endpoints ?? (app => Map(app, way)));

    private static void Map(WebApplication app, string way)
    {
        IEndpointRouteBuilder group = way == "group" ? app.MapGroup("").RequireAuthorization() : app;
        var (socket, progress) = (group.MapDpaWebSocket(), group.MapDpaProgress());
        foreach (var endpoints in new[] { socket, progress })
        {
            if (way == "endpoints") endpoints.RequireAuthorization();
            if (way == "role") endpoints.RequireAuthorization(p => p.RequireAuthenticatedUser().RequireRole("reader"));
        }
    }
}
