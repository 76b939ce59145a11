using System.Net.WebSockets;
using System.Security.Claims;
using Dpa.Realtime.FunctionalTests.Endpoints;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.FunctionalTests.Access;

/// <summary>What a ticket is good for, in each of the forms in which it travels.</summary>
public sealed class TicketTests
{
    public static TheoryData<string> Transports => [.. TransportNames.All];

    [Fact]
    public async Task Ticket_AsASubProtocol_OpensASocketThatSpeaksTheProtocolAlone()
    {
        await using var server = await AccessServer.StartAsync();
        var ticket = await server.TicketAsync(server.Tokens.Add("user-1"));

        await using var client = await WireClient.ConnectAsync(server.Server, configure: o =>
            o.AddSubProtocol($"dpa.ticket.{ticket}"));

        Assert.Equal("dpa.realtime.v1", client.SubProtocol);
    }

    [Fact]
    public async Task Ticket_InTheQuery_IsStillTaken()
    {
        await using var server = await AccessServer.StartAsync();
        var token = server.Tokens.Add("user-1");

        await using var client = await WireClient.ConnectAsync(
            server.Server, query: $"?ticket={await server.TicketAsync(token)}");
        using var polled = await server.SendAsync(
            HttpMethod.Get, $"/api/v1/pipelines/p/progress?ticket={await server.TicketAsync(token)}", null);

        Assert.Equal(200, (int)polled.StatusCode);
    }

    [Fact]
    public async Task Ticket_BuysNoTicket()
    {
        await using var server = await AccessServer.StartAsync();
        var token = server.Tokens.Add("user-1");

        using var byHeader = await server.AskTicketAsync($"DpaTicket {await server.TicketAsync(token)}");
        using var byQuery = await server.AskTicketAsync(null, $"?ticket={await server.TicketAsync(token)}");

        Assert.Equal((401, 401), ((int)byHeader.StatusCode, (int)byQuery.StatusCode));
    }

    [Fact]
    public async Task ExpiredIdentity_GetsNoTicket()
    {
        await using var server = await AccessServer.StartAsync();

        using var answer = await server.AskTicketAsync(
            server.Tokens.Add("user-1", ends: server.Time.GetUtcNow().AddSeconds(-1)));

        Assert.Equal(401, (int)answer.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Authorizer_OfATicketsCaller_SeesThePrincipalThatGotIt(string transport)
    {
        var roles = new Roles();
        await using var server = await AccessServer.StartAsync(build: b =>
            b.Services.AddSingleton<IPipelineAuthorizer>(roles));
        var ticket = await server.TicketAsync(server.Tokens.Add("user-1", "auditor"));

        Assert.Null(await Line.RefusalAsync(transport, server, $"DpaTicket {ticket}"));

        Assert.Equal(("user-1", "auditor", "Bearer"), roles.Seen);
    }

    [Fact]
    public async Task Authenticate_WithATicketOfAnIdentityThatEnded_IsRefused()
    {
        await using var server = await AccessServer.StartAsync();
        var ticket = await server.TicketAsync(
            server.Tokens.Add("user-1", ends: server.Time.GetUtcNow().AddSeconds(20)));
        await using var client = await WireClient.ConnectAsync(server.Server, configure: o =>
            o.SetRequestHeader("Authorization", server.Tokens.Add("user-1")));

        server.Time.Advance(TimeSpan.FromSeconds(21));
        await client.SendAsync(new { type = "authenticate", ticket, request_id = "late" });

        Assert.Equal("late", (string?)(await client.ReceiveAsync("error"))["request_id"]);
    }

    [Fact]
    public async Task BackplaneAway_TicketAndSocket_Are503WithRetryAfter()
    {
        var line = new BackplaneLine();
        await using var server = await AccessServer.StartAsync(build: line.AddTo);
        var token = server.Tokens.Add("user-1");
        var ticket = await server.TicketAsync(token);
        line.IsAway = true;

        using var issued = await server.AskTicketAsync(token);
        using var polled = await server.SendAsync(
            HttpMethod.Get, "/api/v1/pipelines/p/progress", $"DpaTicket {ticket}");
        var socket = await Line.RefusalAsync(TransportNames.Socket, server, $"DpaTicket {ticket}");
        line.IsAway = false;

        foreach (var answer in new[] { issued, polled })
        {
            Assert.Equal(503, (int)answer.StatusCode);
            Assert.NotNull(answer.Headers.RetryAfter);
            Assert.Contains(
                "backplane_unavailable", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
                StringComparison.Ordinal);
        }

        Assert.Equal(503, socket);
        Assert.Null(await Line.RefusalAsync(TransportNames.Socket, server, $"DpaTicket {ticket}")); // it was not spent
    }

    private sealed class Roles : IPipelineAuthorizer
    {
        public (string? User, string? Role, string? Scheme) Seen { get; private set; }

        public ValueTask<bool> CanReadAsync(
            ClaimsPrincipal principal, string userId, PipelineState pipeline, CancellationToken cancellationToken)
        {
            Seen = (
                principal.FindFirstValue("sub"), principal.FindFirstValue("role"),
                principal.Identity?.AuthenticationType);
            return new(true);
        }
    }
}
