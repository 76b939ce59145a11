using Dpa.Realtime.FanOut;
using Dpa.Realtime.Faults;
using Dpa.Realtime.FunctionalTests.Guests;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.FunctionalTests.Access;

/// <summary>Access that ends in the middle of something.</summary>
public sealed class OverlappingEndTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>
    /// A closing has two steps: the node notes it, and the tickets are void. Whoever asks before the first gets a
    /// ticket that the second takes.
    /// </summary>
    [Fact]
    public async Task Ticket_AskedForBetweenTheStepsOfAClosing_IsVoid()
    {
        await using var server = await AccessServer.StartAsync();
        var token = server.Tokens.Add("user-1");
        var hub = server.Server.Services.GetRequiredService<PipelineHub>();
        string? ticket = null;
        var note = hub.UserClosed!;
        hub.UserClosed = (userId, reason) =>
        {
            // a whole request, here and now
            ticket = Task.Run(() => server.TicketAsync(token), Ct).WaitAsync(Wait.Limit, Ct).GetAwaiter().GetResult();
            note(userId, reason);
        };

        await server.Server.Services.GetRequiredService<IConnectionCloser>().CloseUserAsync("user-1", "signed out", Ct);

        using var answer = await server.SendAsync(
            HttpMethod.Get, "/api/v1/pipelines/p/progress", $"DpaTicket {Assert.IsType<string>(ticket)}");
        Assert.Equal(401, (int)answer.StatusCode);
    }

    /// <summary>What is left of the identity's time is then less than nothing.</summary>
    [Fact]
    public async Task LongPoll_WhoseIdentityEndsWhileTheAuthorizerAnswers_IsUnauthenticated()
    {
        var rules = new GateAuthorizer();
        await using var server = await AccessServer.StartAsync(
            o => o.CallbackTimeout = TimeSpan.FromMinutes(1),
            b => b.Services.AddSingleton<IPipelineAuthorizer>(rules));
        var token = server.Tokens.Add("user-1", ends: server.Time.GetUtcNow().AddMinutes(10));
        rules.Close();

        var polling = server.SendAsync(
            HttpMethod.Get, "/api/v1/pipelines/p/progress?wait=60", token, $"{server.Run.State.Position}");
        await Eventually.HoldsAsync(() => rules.Tokens.Count == 1, "the authorizer's question");
        server.Time.Advance(TimeSpan.FromMinutes(11));
        rules.Open();

        using var answer = await polling;
        Assert.Equal(401, (int)answer.StatusCode);
    }
}
