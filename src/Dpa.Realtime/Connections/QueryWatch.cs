using System.Collections.Immutable;
using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Connections;

/// <summary>
/// One live query of a connection: it reads what the owner's topic names, shows the list where it changed, and
/// subscribes to what is on it. Without announcements it does nothing.
/// </summary>
/// <param name="context">What all connections share.</param>
/// <param name="caller">Whose query it is.</param>
/// <param name="subscriptions">What it lists is subscribed to there.</param>
/// <param name="outbox">Where the frames wait.</param>
/// <param name="message">The message that asked for it, with its owner.</param>
internal sealed class QueryWatch(
    ConnectionContext context, Caller caller, SubscriptionSet subscriptions, ConnectionOutbox outbox,
    ClientMessage message) : IOwnerReader
{
    private const int MaxUnreadBytes = 256 * 1024; // of a client that reads slowly: its list waits, and is not queued

    /// <summary>The shortest time between two lists: each names all.</summary>
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Another's list changes at these moments only, whatever had to be looked at and may not be seen.
    /// </summary>
    private static readonly TimeSpan ForeignStep = TimeSpan.FromMilliseconds(250);

    private readonly QueryNews _news = new();
    private readonly QueryReading _reading = new(context, caller, message.Query!, subscriptions.Closed);
    private readonly string _owner = message.Query!.Owner;
    private readonly bool _isOwn = string.Equals(message.Query!.Owner, caller.UserId, StringComparison.Ordinal);
    private readonly long _began = context.Time.GetTimestamp();
    private readonly ListedSubscriptions _listed = new(subscriptions, message, context.Time); // of the turn, and the end
    private ImmutableArray<string> _shown; // what the client was sent last; only the turn uses it
    private int _isWaking;
    private int _isListening;
    private volatile bool _isAnswered;

    /// <summary>Whether its first list was sent, or it has ended.</summary>
    public bool IsAnswered => _isAnswered;

    /// <summary>Ends it, since its first answer was an error.</summary>
    public Action<QueryWatch>? Failed { get; init; }

    public string Id => message.QueryId!;

    /// <summary>Begins with the whole list; the answer comes later.</summary>
    public void Begin() => Reread();

    /// <summary>All of it is read and authorized again: announcements or revocations may have been missed.</summary>
    public void Reread()
    {
        if (_news.AddAll()) _ = RunAsync();
    }

    public void OnStarted(string pipelineId)
    {
        if (_news.Add(pipelineId, isRevoked: false)) _ = RunAsync();
    }

    public void OnStatusChanged(string pipelineId) => OnStarted(pipelineId);

    /// <summary>Access may have been taken away: it is not listed again before it is allowed again.</summary>
    public void OnRevoked(string pipelineId)
    {
        if (_news.Add(pipelineId, isRevoked: true)) _ = RunAsync();
    }

    /// <summary>Nothing is listed after this. What it lists is unsubscribed, unless something else wants it.</summary>
    public async ValueTask EndAsync()
    {
        _isAnswered = true;
        if (_news.End()) Leave(); // otherwise the turn that is under way does so
        await RemoveAsync().ConfigureAwait(false);
    }

    /// <summary>One at a time, and never on the thread of who announces.</summary>
    private async Task RunAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var isOver = false;
        for (var pause = AccessPauses.First; _news.TryTake(out var news, out isOver);)
        {
            var wait = Gap;
            try
            {
                await ReadAsync(news).ConfigureAwait(false);
                await ShowAsync().ConfigureAwait(false);
                pause = AccessPauses.First;
            }
            catch (Exception e)
            {
                if (subscriptions.Closed.IsCancellationRequested) break;
                context.Failures.ReadFailed(caller.UserId, e);
                if (!_isAnswered && !subscriptions.AsksAgain) Refuse(e);
                _news.PutBack(news with { IsAll = true }); // half of it may have been taken in
                (wait, pause) = (pause, AccessPauses.Longer(pause));
            }

            await Task.Delay(wait, context.Time, subscriptions.Closed)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (isOver) Leave();
    }

    private async ValueTask ReadAsync(NewsOfQuery news)
    {
        // One answer for an owner of whom nothing may be seen and for one who has nothing.
        if (!context.Access.MayReadAnyOf(caller, _owner)) return;
        if (Interlocked.Exchange(ref _isListening, 1) == 0) await ListenAsync().ConfigureAwait(false);
        if (news.IsAll) await _reading.BeginAsync().ConfigureAwait(false);
        // Also after that: one that was announced just now may have no place in the owner's list yet.
        if (news.Ids.Count > 0) await _reading.UpdateAsync(news.Ids).ConfigureAwait(false);
        // What another's list cost would show how much is on it.
        if (_isOwn && news.Ids.Count > 0)
            context.Budgets.Of(caller.UserId).ChargeWork(MessageCost.OfUser(news.Ids.Count, context.IsRemote));
    }

    /// <summary>Listens first and reads second, so that nothing is missed in between.</summary>
    private async ValueTask ListenAsync()
    {
        try
        {
            await context.Hub.Owners.ListenAsync(_owner, this, subscriptions.Closed).ConfigureAwait(false);
        }
        catch
        {
            await RemoveAsync().ConfigureAwait(false); // the next turn listens
            throw;
        }

        if (!_news.IsOver) return;
        Volatile.Write(ref _isListening, 1); // it ended meanwhile, perhaps before it was there
        await RemoveAsync().ConfigureAwait(false);
    }

    private async ValueTask ShowAsync()
    {
        if (!_isOwn) await WaitAsync(ForeignStep - Past(ForeignStep)).ConfigureAwait(false);
        while (outbox.PendingReplyBytes > MaxUnreadBytes) await WaitAsync(Gap).ConfigureAwait(false);
        if (_news.Unquestioned(_reading.List.Ids) is not { } listed) return; // it has ended
        if (_shown.IsDefault || !listed.SequenceEqual(_shown))
        {
            // Before the states, so that the client knows what they are for.
            outbox.Reply(FrameCodec.Query(Id, listed, _shown.IsDefault ? message.RequestId : null));
            _shown = listed;
            _isAnswered = true;
        }

        if (message.IsListOnly) return;
        _listed.LeaveAllBut(listed);
        var (wait, refused) = await _listed.SubscribeAsync(listed).ConfigureAwait(false);
        if (refused is { Length: > 0 } && Interlocked.Exchange(ref _isWaking, 1) == 0) _ = LookAgainAsync(wait, refused);
    }

    /// <summary>What was refused although it is listed: it is looked at again, after a pause.</summary>
    private async Task LookAgainAsync(TimeSpan wait, string[] refused)
    {
        await Task.Delay(wait, context.Time, subscriptions.Closed)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Volatile.Write(ref _isWaking, 0);
        if (subscriptions.Closed.IsCancellationRequested) return;
        foreach (var id in refused) OnStarted(id);
    }

    private TimeSpan Past(TimeSpan step) =>
        TimeSpan.FromTicks(context.Time.GetElapsedTime(_began).Ticks % step.Ticks);

    private Task WaitAsync(TimeSpan time) => Task.Delay(time, context.Time, subscriptions.Closed);

    private void Refuse(Exception e)
    {
        var code = e is PipelineException { Code: var name } && name == ErrorCode.ApplicationUnavailable.Name
            ? ErrorCode.ApplicationUnavailable
            : ErrorCode.BackplaneUnavailable;
        outbox.Reply(FrameCodec.Error(code, requestId: message.RequestId));
        Failed?.Invoke(this);
    }

    private void Leave() => _listed.LeaveAllBut([]);

    /// <summary>The backplane's failure is not the connection's: its own healing ends what is left.</summary>
    private async ValueTask RemoveAsync()
    {
        if (Interlocked.Exchange(ref _isListening, 0) == 0) return;
        try
        {
            await context.Hub.Owners.RemoveAsync(_owner, this).ConfigureAwait(false);
        }
        catch (PipelineException e)
        {
            context.Logger.LoopFailed("unsubscribing", e);
        }
    }
}
