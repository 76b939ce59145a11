using System.Security.Claims;
using Dpa.Realtime.Connections;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Tests.Convergence;
using Dpa.Realtime.Tests.Publishing;
using Dpa.Realtime.WebSockets;

namespace Dpa.Realtime.Tests.Connections;

/// <summary>A socket whose identity has ended, to the second (docs/protocol.md#identity).</summary>
public sealed class IdentityEndTests : PublishingTest
{
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(1); // between two checks

    private readonly HeldTransport _client = new("""{"type":"subscribe_pipeline","pipeline_id":"p"}""");

    [Fact]
    public async Task Check_WithinTheGrace_LeavesTheTimeToRenew()
    {
        using var node = new SimNode(Memory, new OwnerOnlyAuthorizer(), Guests, Time, Options);
        var run = await Notifier.StartAsync(Start("p"), Ct);
        var ends = Time.GetUtcNow().AddMinutes(1);
        var (connection, running) = await OpenAsync(node, ends);

        connection.CheckIdentity(ends.AddSeconds(2));
        connection.Renew(ends.AddMinutes(1));
        connection.CheckIdentity(ends.AddSeconds(50));
        await run.WarnAsync("still here", Ct);
        await UntilAsync(() => _client.Taken.Contains("still here", StringComparison.Ordinal));
        connection.CheckIdentity(ends.AddSeconds(64));
        await running;

        Assert.Equal(CloseCode.Expired, _client.Closed);
    }

    [Fact]
    public async Task Check_AtTheLatestWithinFiveSeconds_Closes()
    {
        using var node = new SimNode(Memory, new OwnerOnlyAuthorizer(), Guests, Time, Options);
        await Notifier.StartAsync(Start("p"), Ct);
        var ends = Time.GetUtcNow().AddMinutes(1);
        var (connection, running) = await OpenAsync(node, ends);

        connection.CheckIdentity(ends + TimeSpan.FromSeconds(5) - LongestLook);
        await running;

        Assert.Equal(CloseCode.Expired, _client.Closed);
    }

    /// <summary>What waited for a slow reader is not written any more, and the close is.</summary>
    [Fact]
    public async Task Close_OfASlowReader_LeavesStatesOut()
    {
        using var node = new SimNode(Memory, new OwnerOnlyAuthorizer(), Guests, Time, Options);
        var run = await Notifier.StartAsync(Start("p"), Ct);
        var ends = Time.GetUtcNow().AddMinutes(1);
        var (connection, running) = await OpenAsync(node, ends);
        _client.Hold();
        await run.WarnAsync("under way", Ct);
        await UntilAsync(() => _client.Taken.Contains("under way", StringComparison.Ordinal));
        await run.WarnAsync("late", Ct);

        connection.CheckIdentity(ends.AddSeconds(4));
        _client.LetGo();
        await running;

        Assert.Equal(CloseCode.Expired, _client.Closed);
        Assert.DoesNotContain("late", _client.Taken, StringComparison.Ordinal);
    }

    private async Task<(Connection Connection, Task Running)> OpenAsync(SimNode node, DateTimeOffset ends)
    {
        var connection = new Connection(
            node.Context, new Caller(Owner, new ClaimsPrincipal(), ends, 0), _client, OutboxRules.V1, "c");
        var running = connection.RunAsync(CancellationToken.None);
        await UntilAsync(() => _client.Taken.Contains("subscription_confirmed", StringComparison.Ordinal));
        return (connection, running);
    }
}
