using Dpa.Realtime.Faults.Redis;
using Dpa.Realtime.Redis.Tests.Worlds;

namespace Dpa.Realtime.Redis.Tests.Access;

/// <summary>A ticket is asked for on one node while the user's connections are closed on another.</summary>
public sealed class TicketTests : NodesTest
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    private string Closed => $"{Prefix}:closed:{{{Owner}}}";

    [Fact]
    public async Task Issue_OnANodeThatHearsNoMessages_KnowsOfTheClosingBeforeItReturns()
    {
        await using var server = await RedisServer.StartAsync();
        await server.CommandAsync("ACL", "SETUSER", "deaf", "on", ">pw", "~*", "resetchannels", "+@all");
        var (closing, _) = await NodeAsync(server.Address);
        var (deaf, ear) = await NodeAsync($"{server.Address},user=deaf,password=pw");

        await closing.Backplane.CloseUserAsync(Owner, "signed out", Ct);
        await deaf.Backplane.IssueTicketAsync("t", Owner, new byte[] { 7 }, Lifetime, Ct);

        Assert.Equal([(Owner, "signed out")], ear.Closed);
    }

    [Fact]
    public async Task Issue_WhileTheNodesAreNotified_IsRefusedAndNotForLong()
    {
        var (node, _) = await NodeAsync();
        var server = await SharedServers.Server;
        await server.CommandAsync("SET", Closed, "closing:1", "PX", "600000");

        var refused = await Assert.ThrowsAsync<PipelineException>(async () =>
            await node.Backplane.IssueTicketAsync("t", Owner, new byte[] { 7 }, Lifetime, Ct));
        Assert.Equal(("backplane_unavailable", true), (refused.Code, refused.IsRetryable));

        await server.CommandAsync("PEXPIRE", Closed, "594000"); // the node that closes has died
        await node.Backplane.IssueTicketAsync("t", Owner, new byte[] { 7 }, Lifetime, Ct);
        Assert.Equal([7], await node.Backplane.RedeemTicketAsync("t", Ct));
    }

    [Fact]
    public async Task Closing_WhenItIsDone_LetsNewTicketsBeIssued()
    {
        var (node, _) = await NodeAsync();
        await node.Backplane.IssueTicketAsync("before", Owner, new byte[] { 7 }, Lifetime, Ct);
        await node.Backplane.CloseUserAsync(Owner, "signed out", Ct);
        await node.Backplane.IssueTicketAsync("after", Owner, new byte[] { 8 }, Lifetime, Ct);

        Assert.Null(await node.Backplane.RedeemTicketAsync("before", Ct));
        Assert.Equal([8], await node.Backplane.RedeemTicketAsync("after", Ct));
    }
}
