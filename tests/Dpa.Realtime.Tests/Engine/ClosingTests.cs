namespace Dpa.Realtime.Tests.Engine;

/// <summary>Closing a user's connections, where a node has not heard of it yet.</summary>
public sealed class ClosingTests : EngineTest
{
    [Fact]
    public async Task Ticket_OfANodeThatHasNotHeardOfTheClosing_IsRefusedForAWhile()
    {
        var (other, _, line) = Node();
        line.IsDeaf = true;
        await Engine.CloseUserAsync("user-1", "signed out", Ct);

        await IssueAsync(Engine, "heard");
        var failure = await Assert.ThrowsAsync<PipelineException>(() => IssueAsync(other, "unheard"));
        Assert.Equal(("backplane_unavailable", true), (failure.Code, failure.IsRetryable));
        Assert.NotNull(await other.RedeemTicketAsync("heard", Ct));
        Assert.Null(await other.RedeemTicketAsync("unheard", Ct));

        Time.Advance(TimeSpan.FromSeconds(5));
        await IssueAsync(other, "later");
        Assert.NotNull(await Engine.RedeemTicketAsync("later", Ct));
    }

    [Fact]
    public async Task Ticket_OfANodeThatHasHeardOfTheClosing_IsGood()
    {
        var (other, _, _) = Node();
        await Engine.CloseUserAsync("user-1", "signed out", Ct);

        await IssueAsync(other, "t");

        Assert.NotNull(await Engine.RedeemTicketAsync("t", Ct));
    }

    [Fact]
    public async Task Closing_ReachesWhoCameBeforeTheTicketsWereVoid()
    {
        var (_, ear, _) = Node();

        await Engine.CloseUserAsync("user-1", "signed out", Ct);

        Assert.Equal([("user-1", "signed out")], Receiver.Closed);
        Assert.Equal([("user-1", "signed out")], Receiver.ClosedMeanwhile);
        Assert.Equal([("user-1", "signed out")], ear.Closed); // is told once the tickets are void
        Assert.Empty(ear.ClosedMeanwhile);
    }

    private static async Task IssueAsync(Dpa.Realtime.Engine.PipelineEngine node, string ticket) =>
        await node.IssueTicketAsync(ticket, "user-1", new byte[] { 1 }, TimeSpan.FromMinutes(1), Ct);
}
