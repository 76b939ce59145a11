using System.Security.Claims;
using Dpa.Realtime.Connections;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Protocol;
using Dpa.Realtime.Tests.Convergence;
using Dpa.Realtime.Tests.Publishing;
using Dpa.Realtime.WebSockets;

namespace Dpa.Realtime.Tests.Connections;

/// <summary>Subscribing to what is held already.</summary>
public sealed class SubscribeAgainTests : PublishingTest
{
    private const int Pipelines = 20;

    /// <summary>A turn for each would wake a thread for each: that costs far more than what is written.</summary>
    [Fact]
    public async Task Subscribe_ToManyThatAreHeld_IsOneTurnOfWriting()
    {
        using var node = new SimNode(Memory, new OwnerOnlyAuthorizer(), Guests, Time, Options);
        string[] ids = [.. Enumerable.Range(0, Pipelines).Select(i => $"p{i}")];
        foreach (var id in ids) await Notifier.StartAsync(new PipelineStart(id, Owner), Ct);
        var outbox = new ConnectionOutbox(OutboxRules.V1, _ => 0, Time, node.Wheel, node.Context.Metrics);
        var set = new SubscriptionSet(node.Context, new Caller(Owner, new ClaimsPrincipal(), null, 0), outbox, Ct);
        var message = new ClientMessage { Type = ClientMessageType.SubscribePipeline, PipelineIds = [.. ids] };
        await set.SubscribeAsync(message);
        await UntilAsync(() => set.PendingMessages == 0);
        Assert.NotEmpty(Drain(outbox, set));

        var turns = 0;
        outbox.Ready = () => turns++;
        await set.SubscribeAsync(message);

        Assert.Equal(1, turns);
        Assert.Equal(2 * Pipelines, Drain(outbox, set).Count); // a state and a confirmation of each
    }

    private static List<TextFrames> Drain(ConnectionOutbox outbox, SubscriptionSet set)
    {
        var frames = new List<TextFrames>();
        outbox.Drain(frames, int.MaxValue, set.All);
        return frames;
    }
}
