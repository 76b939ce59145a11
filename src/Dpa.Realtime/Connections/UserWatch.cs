using System.Collections.Immutable;
using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Connections;

/// <summary>
/// One connection's <c>subscribe_user</c>: the live pipelines of its own user, and those that start later. It is its
/// own lock: there is one for each connection.
/// </summary>
/// <param name="context">What all connections share.</param>
/// <param name="caller">Whose.</param>
/// <param name="subscriptions">What it brings is subscribed to there.</param>
/// <param name="outbox">Where the answers wait.</param>
/// <param name="slow">Ends the connection of a client that does not read the messages that it did not
/// request.</param>
internal sealed class UserWatch(
    ConnectionContext context, Caller caller, SubscriptionSet subscriptions, ConnectionOutbox outbox, Action slow
) : IOwnerReader
{
    // A client that asked for more than 1 MB and did not read it is read no further: this much is of what it did not
    // ask for.
    private const int MaxUnreadBytes = 4 * 1024 * 1024;

    private Func<ImmutableArray<string>, ClientMessage>? _holds;
    private bool _isOver;

    /// <summary>
    /// Subscribes to what is live, the newest first, up to the connection's limit. Sent again, the newest message
    /// holds.
    /// </summary>
    /// <param name="subscribe">The message that subscribes to these pipelines as the client wants them.</param>
    /// <param name="closed">Fires when the connection ends.</param>
    /// <returns>The timestamp from which on what was read for it is paid.</returns>
    public async ValueTask<long> BeginAsync(
        Func<ImmutableArray<string>, ClientMessage> subscribe, CancellationToken closed)
    {
        bool isFirst;
        lock (this)
        {
            if (_isOver) return 0;
            isFirst = _holds is null;
            _holds = subscribe;
        }

        try
        {
            var live = isFirst
                ? await context.Hub.Owners.AddAsync(caller.UserId, this, closed).ConfigureAwait(false)
                : await context.Backplane.SubscribeOwnerAsync(caller.UserId, closed).ConfigureAwait(false);
            var due = context.Budgets.Of(caller.UserId).ChargeWork(MessageCost.OfUser(live.Length, context.IsRemote));
            var held = live.Where(subscriptions.Holds).ToArray();
            var (newest, left) = await context
                .Hub.Owners.NewestAsync(
                    [.. live.Except(held, StringComparer.Ordinal)], subscriptions.FreePlaces, closed)
                .ConfigureAwait(false);
            await subscriptions
                .SubscribeAsync(subscribe([.. newest, .. held]) with { ExcessIds = left })
                .ConfigureAwait(false);
            return due;
        }
        finally
        {
            // The connection ended while the reader was being added.
            if (isFirst && IsOver) await RemoveAsync().ConfigureAwait(false);
        }
    }

    /// <summary>New ones no longer come. What is subscribed stays.</summary>
    /// <param name="isOver">Whether the connection has ended: then nothing begins after this.</param>
    public async ValueTask EndAsync(bool isOver)
    {
        bool held;
        lock (this)
        {
            _isOver |= isOver;
            held = _holds is not null;
            _holds = null;
        }

        if (held) await RemoveAsync().ConfigureAwait(false);
    }

    /// <summary>On the publisher's thread: subscribed to elsewhere.</summary>
    public void OnStarted(string pipelineId)
    {
        if (outbox.PendingReplyBytes > MaxUnreadBytes)
            slow();
        else if (Volatile.Read(ref _holds) is { } subscribe)
            _ = subscriptions.SubscribeAsync(subscribe([]) with { PipelineIds = [pipelineId] }).AsTask();
    }

    private bool IsOver
    {
        get { lock (this) return _isOver; }
    }

    /// <summary>
    /// The backplane's failure is not the connection's: its own healing ends what is left subscribed.
    /// </summary>
    private async ValueTask RemoveAsync()
    {
        try
        {
            await context.Hub.Owners.RemoveAsync(caller.UserId, this).ConfigureAwait(false);
        }
        catch (PipelineException e)
        {
            context.Logger.LoopFailed("unsubscribing", e);
        }
    }
}
