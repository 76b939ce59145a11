using System.Collections.Immutable;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Connections;

/// <summary>One connection's <c>subscribe_user</c>: the live pipelines of its own user, and those that start later.</summary>
internal sealed class UserWatch(ConnectionContext context, Caller caller, SubscriptionSet subscriptions) : IOwnerReader
{
    private Func<ImmutableArray<string>, ClientMessage>? _holds;

    /// <summary>Subscribes to all that is live. Said again, the newest message holds.</summary>
    /// <param name="subscribe">The message that subscribes to these pipelines as the client wants them.</param>
    /// <param name="closed">Fires when the connection ends.</param>
    public async ValueTask BeginAsync(Func<ImmutableArray<string>, ClientMessage> subscribe, CancellationToken closed)
    {
        var live = Interlocked.Exchange(ref _holds, subscribe) is null
            ? context.Hub.Owners.AddAsync(caller.UserId, this, closed)
            : context.Backplane.SubscribeOwnerAsync(caller.UserId, closed);
        await subscriptions.SubscribeAsync(subscribe(await live.ConfigureAwait(false))).ConfigureAwait(false);
    }

    /// <summary>New ones no longer come. What is subscribed stays.</summary>
    public async ValueTask EndAsync()
    {
        if (Interlocked.Exchange(ref _holds, null) is not null) await context.Hub.Owners.RemoveAsync(caller.UserId, this).ConfigureAwait(false);
    }

    /// <summary>On the publisher's thread: subscribed to elsewhere.</summary>
    public void OnStarted(string pipelineId)
    {
        if (Volatile.Read(ref _holds) is { } subscribe) _ = subscriptions.SubscribeAsync(subscribe([]) with { PipelineIds = [pipelineId] }).AsTask();
    }
}
