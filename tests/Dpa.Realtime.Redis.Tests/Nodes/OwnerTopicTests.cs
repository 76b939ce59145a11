using Dpa.Realtime.Faults;
using Dpa.Realtime.Faults.Proxy;
using Dpa.Realtime.Faults.Redis;
using Dpa.Realtime.Redis.Tests.Worlds;

namespace Dpa.Realtime.Redis.Tests.Nodes;

/// <summary>Two connections of one user that come to a node at once.</summary>
public sealed class OwnerTopicTests
{
    private const int RoundTrips = 20;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>
    /// The second is answered when the first one's subscription holds: answered before, it would miss what starts in
    /// between.
    /// </summary>
    [Fact]
    public async Task SubscribeOwner_WhileAnotherOfTheSameIsUnderWay_IsAnsweredWhenItHolds()
    {
        await using var server = await RedisServer.StartAsync();
        await using var proxy = FaultProxy.Start(server.Port);
        await using var host = await RealtimeHost.StartAsync(proxy.Address);
        await Eventually.HoldsAsync(() => SubscribedAsync(host, "another"), "a node that is ready");

        proxy.Connections[^1].Rules = FaultRules.Partition; // the one that carries subscriptions; commands are answered
        var first = host.Backplane.SubscribeOwnerAsync("user", Ct).AsTask();
        var second = host.Backplane.SubscribeOwnerAsync("user", Ct).AsTask();
        for (var i = 0; i < RoundTrips; i++) await host.Backplane.ReadPositionsAsync(["p"], Ct);
        var isEarly = second.IsCompletedSuccessfully && !first.IsCompleted;
        proxy.Connections[^1].Rules = FaultRules.None;

        Assert.False(isEarly, "The second was answered before anything was subscribed.");
        await ((Task)Task.WhenAll(first, second)).ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext
        ); // on a slow machine their time may be over
        await Eventually.HoldsAsync(() => SubscribedAsync(host, "user"), "a subscription");
    }

    private static async Task<bool> SubscribedAsync(RealtimeHost host, string owner)
    {
        try
        {
            await host.Backplane.SubscribeOwnerAsync(owner, Ct);
            return true;
        }
        catch (PipelineException e) when (e.IsRetryable)
        {
            return false;
        }
    }
}
