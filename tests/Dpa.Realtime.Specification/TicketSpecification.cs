namespace Dpa.Realtime.Specification;

/// <summary>Tickets: good once, for a while, and not beyond the closing of their user's connections.</summary>
public abstract class TicketSpecification(BackplaneWorld world) : BackplaneSpecification(world)
{
    private static readonly byte[] Identity = [1, 2, 0, 255];

    [Fact]
    public async Task Ticket_IsRedeemedOnceOnAnyNode()
    {
        await IssueAsync("t");
        var other = AnotherNode().Backplane;

        Assert.Equal(Identity, await other.RedeemTicketAsync("t", Ct));
        Assert.Null(await Backplane.RedeemTicketAsync("t", Ct));
        Assert.Null(await Backplane.RedeemTicketAsync("unknown", Ct));
    }

    [Fact]
    public async Task Ticket_RedeemedConcurrently_OneWins()
    {
        await IssueAsync("t");

        var identities = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(_ => Task.Run(async () => await Backplane.RedeemTicketAsync("t", Ct), Ct)));

        Assert.Single(identities, u => u is not null);
    }

    [Fact]
    public async Task Ticket_AfterItsTime_IsWorthNothing()
    {
        await IssueAsync("t");

        await World.PassAsync(TimeSpan.FromSeconds(31));

        Assert.Null(await Backplane.RedeemTicketAsync("t", Ct));
    }

    [Fact]
    public async Task CloseUser_MakesTheUsersTicketsVoidOnAnyNode()
    {
        var other = AnotherNode().Backplane;
        await IssueAsync("before");
        await Backplane.IssueTicketAsync("another's", "user-2", Identity, TimeSpan.FromSeconds(30), Ct);

        await other.CloseUserAsync(Owner, "signed out", Ct);
        await IssueOnceHeardAsync("after");

        Assert.Null(await Backplane.RedeemTicketAsync("before", Ct));
        Assert.Equal(Identity, await Backplane.RedeemTicketAsync("another's", Ct));
        Assert.Equal(Identity, await other.RedeemTicketAsync("after", Ct));
    }

    [Fact]
    public async Task CloseUser_LongAgo_LeavesLaterTicketsAlone()
    {
        await Backplane.CloseUserAsync(Owner, "signed out", Ct);
        await World.PassAsync(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(10));
        await IssueAsync("t");

        // what was remembered of the closing is over, the ticket is not
        await World.PassAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(Identity, await Backplane.RedeemTicketAsync("t", Ct));
    }

    /// <summary>A node that has not heard of a closing refuses; that is over within seconds.</summary>
    private async Task IssueOnceHeardAsync(string ticket)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        while (true)
        {
            try
            {
                await IssueAsync(ticket);
                return;
            }
            catch (PipelineException e) when (e.IsRetryable)
            {
                await Task.Delay(10, limit.Token);
            }
        }
    }

    private ValueTask IssueAsync(string ticket) =>
        Backplane.IssueTicketAsync(ticket, Owner, Identity, TimeSpan.FromSeconds(30), Ct);
}
