using Dpa.Realtime.FunctionalTests.Endpoints;
using Dpa.Realtime.FunctionalTests.Hosting;
using Dpa.Realtime.FanOut;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.FunctionalTests.Access;

/// <summary>The end of an identity, a sign-out and a spent ticket, on each transport alike.</summary>
public sealed class EndOfAccessTests
{
    public static TheoryData<string> Transports => [.. TransportNames.All];

    /// <summary>
    /// The date stands still 4 s after the end of the token: what is open has to end before it is 5 s.
    /// </summary>
    [Theory]
    [MemberData(nameof(Transports))]
    public async Task ExpiredToken_EndsWhatIsOpenWithinFiveSecondsAndOpensNothing(string transport)
    {
        await using var server = await AccessServer.StartAsync();
        var ends = server.Time.Freeze().AddMinutes(10);
        var token = server.Tokens.Add("user-1", ends: ends);
        await using var line = await OpenAsync(transport, server, token);

        server.Time.Advance(ends.AddSeconds(4) - server.Time.GetUtcNow());
        var ended = await line.EndAsync();

        Assert.Equal(EndOf(transport), ended);
        Assert.Equal(401, await Line.RefusalAsync(transport, server, token));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task SignedOut_EndsWhatIsOpenAndMakesTicketsVoid(string transport)
    {
        await using var server = await AccessServer.StartAsync();
        var (token, another) = (server.Tokens.Add("user-1"), server.Tokens.Add("user-1"));
        await using var line = await OpenAsync(transport, server, token);
        var ticket = await server.TicketAsync(token);

        server.Tokens.Remove(token);
        await server
            .Server.Services.GetRequiredService<IConnectionCloser>()
            .CloseUserAsync("user-1", "signed out", TestContext.Current.CancellationToken);
        var later = await server.TicketAsync(another);

        Assert.Equal(EndOf(transport), await line.EndAsync());
        Assert.Equal(401, await Line.RefusalAsync(transport, server, token));
        Assert.Equal(401, await Line.RefusalAsync(transport, server, $"DpaTicket {ticket}"));
        Assert.Null(await Line.RefusalAsync(transport, server, $"DpaTicket {later}"));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task SignedOut_LeavesOthersAlone(string transport)
    {
        await using var server = await AccessServer.StartAsync(build: b =>
            b.Services.AddSingleton<IPipelineAuthorizer>(new Endpoints.Guests()));
        await using var line = await OpenAsync(transport, server, server.Tokens.Add("user-2"), "user-2");

        await server
            .Server.Services.GetRequiredService<IConnectionCloser>()
            .CloseUserAsync("user-1", "signed out", TestContext.Current.CancellationToken);
        await server.Run.CompleteAsync(TestContext.Current.CancellationToken);

        if (transport == TransportNames.LongPoll)
            Assert.Equal("200", await line.EndAsync()); // with the end, which came after
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task SpentTicket_OpensNothing(string transport)
    {
        await using var server = await AccessServer.StartAsync();
        var ticket = $"DpaTicket {await server.TicketAsync(server.Tokens.Add("user-1"))}";
        using (var first = await server.SendAsync(HttpMethod.Get, "/api/v1/pipelines/p/progress", ticket))
            Assert.Equal(200, (int)first.StatusCode);

        Assert.Equal(401, await Line.RefusalAsync(transport, server, ticket));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Ticket_OfAnIdentityThatEnds_EndsWithIt(string transport)
    {
        await using var server = await AccessServer.StartAsync();
        var token = server.Tokens.Add("user-1", ends: server.Time.GetUtcNow().AddSeconds(20));
        var ticket = $"DpaTicket {await server.TicketAsync(token)}";

        server.Time.Advance(TimeSpan.FromSeconds(21)); // the ticket itself would be good for 30

        Assert.Equal(401, await Line.RefusalAsync(transport, server, ticket));
    }

    /// <summary>
    /// What was said of access is not kept any more, and the node did not hear it: who was signed out?
    /// </summary>
    [Theory]
    [InlineData(TransportNames.Socket, "1012")]
    [InlineData(TransportNames.Events, "ended")]
    public async Task AccessMissed_EndsWhatIsOpenAndLetsIdentitiesThatHoldComeBack(string transport, string end)
    {
        await using var server = await AccessServer.StartAsync();
        var (gone, stays) = (server.Tokens.Add("user-1"), server.Tokens.Add("user-1"));
        await using var line = await OpenAsync(transport, server, gone);

        server.Tokens.Remove(gone); // and the closing that followed was missed
        server.Server.Services.GetRequiredService<PipelineHub>().OnAccessMissed();

        Assert.Equal(end, await line.EndAsync());
        Assert.Equal(401, await Line.RefusalAsync(transport, server, gone));
        Assert.Null(await Line.RefusalAsync(transport, server, stays));
    }

    private static string EndOf(string transport) => transport switch
    {
        TransportNames.Socket => "4401",
        TransportNames.Events => "ended",
        _ => "401",
    };

    private static async Task<Line> OpenAsync(
        string transport, AccessServer server, string authorization, string userId = "user-1")
    {
        var line = await Line.OpenAsync(transport, server, authorization, userId);
        if (transport == TransportNames.LongPoll) await UntilHeldAsync(server);
        return line;
    }

    private static async Task UntilHeldAsync(AccessServer server)
    {
        using var limit = new CancellationTokenSource(WireClient.Limit);
        while (server.Server.Services.GetRequiredService<PipelineHub>().WatchedPipelines == 0)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
