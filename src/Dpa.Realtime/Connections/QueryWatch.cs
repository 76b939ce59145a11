using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Connections;

/// <summary>
/// One live query of a connection: it reads what the owner's topic names, shows the list where it changed, and
/// subscribes to what is on it. Without announcements it does nothing.
/// </summary>
internal sealed class QueryWatch : IOwnerReader
{
    private const int MaxUnreadBytes = 256 * 1024; // of a client that reads slowly: its list waits, and is not queued

    /// <summary>The shortest time between two lists: each names all.</summary>
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Another's list changes at these moments only, whatever had to be looked at and may not be seen.
    /// </summary>
    private static readonly TimeSpan ForeignStep = TimeSpan.FromMilliseconds(250);

    private readonly QueryNews _news = new();
    private readonly CancellationTokenSource _ending;
    private readonly CancellationToken _ended; // also where the connection ends: nothing waits or reads any longer
    private readonly QueryReading _reading;
    private readonly ConnectionContext _context;
    private readonly Caller _caller;
    private readonly SubscriptionSet _subscriptions; // what it lists is subscribed to there
    private readonly ConnectionOutbox _outbox;
    private readonly ClientMessage _message; // that asked for it, with its owner
    private readonly string _owner;
    private readonly bool _isOwn;
    private readonly long _began;
    private readonly ListedSubscriptions _listed; // of the turn, and the end
    private int _isWaking;
    private int _isListening;
    private int _isEnding;
    private volatile bool _isAnswered;

    public QueryWatch(
        ConnectionContext context, Caller caller, SubscriptionSet subscriptions, ConnectionOutbox outbox,
        ClientMessage message)
    {
        (_context, _caller, _subscriptions, _outbox, _message) = (context, caller, subscriptions, outbox, message);
        _owner = message.Query!.Owner;
        _isOwn = string.Equals(_owner, caller.UserId, StringComparison.Ordinal);
        _began = context.Time.GetTimestamp();
        _ending = CancellationTokenSource.CreateLinkedTokenSource(subscriptions.Closed);
        _ended = _ending.Token;
        _reading = new QueryReading(context, caller, message.Query, _ended);
        _listed = new ListedSubscriptions(subscriptions, message, context.Time);
    }

    /// <summary>Whether its first list was sent, or it has ended.</summary>
    public bool IsAnswered => _isAnswered;

    /// <summary>Ends it, since its first answer was an error.</summary>
    public Action<QueryWatch>? Failed { get; init; }

    public string Id => _message.QueryId!;

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

    public void Missed() => Reread();

    /// <summary>Access may have been taken away: it is not listed again before it is allowed again.</summary>
    public void OnRevoked(string pipelineId)
    {
        if (_news.Add(pipelineId, isRevoked: true)) _ = RunAsync();
    }

    /// <summary>No list is written after this.</summary>
    public void Silence() => _news.Silence();

    /// <summary>Nothing is listed after this. What it lists is unsubscribed, unless something else wants it.</summary>
    public async ValueTask EndAsync()
    {
        _isAnswered = true;
        if (_news.End()) Leave(); // otherwise the turn that is under way does so, which waits for nothing any more
        if (Interlocked.Exchange(ref _isEnding, 1) == 0)
        {
            await _ending.CancelAsync().ConfigureAwait(false);
            _ending.Dispose(); // the connection may stay for long
        }

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
                if (_subscriptions.Closed.IsCancellationRequested) break;
                if (_ended.IsCancellationRequested) continue; // the next look finds that it is over
                _context.Failures.ReadFailed(_caller.UserId, e);
                if (!_isAnswered && !_subscriptions.AsksAgain) Refuse(e);
                _news.PutBack(news with { IsAll = true }); // half of it may have been taken in
                (wait, pause) = (pause, AccessPauses.Longer(pause));
            }

            await Task.Delay(wait, _context.Time, _ended)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (isOver) Leave();
    }

    private async ValueTask ReadAsync(NewsOfQuery news)
    {
        // One answer for an owner of whom nothing may be seen and for one who has nothing.
        if (!_context.Access.MayReadAnyOf(_caller, _owner)) return;
        if (Interlocked.Exchange(ref _isListening, 1) == 0) await ListenAsync().ConfigureAwait(false);
        if (news.IsAll) await _reading.BeginAsync().ConfigureAwait(false);
        // Also after that: one that was announced just now may have no place in the owner's list yet.
        if (news.Ids.Count > 0) await _reading.UpdateAsync(news.Ids).ConfigureAwait(false);
        // What another's list cost would show how much is on it.
        if (_isOwn && news.Ids.Count > 0)
            _context.Budgets.Of(_caller.UserId).ChargeWork(MessageCost.OfUser(news.Ids.Count, _context.IsRemote));
    }

    /// <summary>Listens first and reads second, so that nothing is missed in between.</summary>
    private async ValueTask ListenAsync()
    {
        try
        {
            await _context.Hub.Owners.ListenAsync(_owner, this, _ended).ConfigureAwait(false);
        }
        catch
        {
            Volatile.Write(ref _isListening, 1); // it may have ended meanwhile, before it was there
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
        while (_outbox.PendingReplyBytes > MaxUnreadBytes) await WaitAsync(Gap).ConfigureAwait(false);
        if (_news.Listed(_reading.List.Ids, out var isNew) is not { } listed) return; // it has ended
        if (isNew) _outbox.ReplyLate(Frame); // before the states, so that the client knows what they are for
        _isAnswered = true;
        if (_message.IsListOnly) return;
        _listed.LeaveAllBut(listed);
        var (wait, refused) = await _listed.SubscribeAsync(listed).ConfigureAwait(false);
        if (refused is null or [] || Interlocked.Exchange(ref _isWaking, 1) == 1) return;
        _ = LookAgainAsync(wait, refused);
    }

    /// <summary>As it is written: a client that reads slowly is sent nothing that was revoked meanwhile.</summary>
    private byte[]? Frame() =>
        _news.Send(out var isFirst) is { } list
            ? FrameCodec.Query(Id, list, isFirst ? _message.RequestId : null)
            : null;

    /// <summary>What was refused although it is listed: it is looked at again, after a pause.</summary>
    private async Task LookAgainAsync(TimeSpan wait, string[] refused)
    {
        await Task.Delay(wait, _context.Time, _ended)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Volatile.Write(ref _isWaking, 0);
        if (_ended.IsCancellationRequested) return;
        foreach (var id in refused) OnStarted(id);
    }

    private TimeSpan Past(TimeSpan step) =>
        TimeSpan.FromTicks(_context.Time.GetElapsedTime(_began).Ticks % step.Ticks);

    private Task WaitAsync(TimeSpan time) => Task.Delay(time, _context.Time, _ended);

    private void Refuse(Exception e)
    {
        var code = e is PipelineException { Code: var name } && name == ErrorCode.ApplicationUnavailable.Name
            ? ErrorCode.ApplicationUnavailable
            : ErrorCode.BackplaneUnavailable;
        _outbox.Reply(FrameCodec.Error(code, requestId: _message.RequestId));
        Failed?.Invoke(this);
    }

    private void Leave() => _listed.LeaveAllBut([]);

    /// <summary>The backplane's failure is not the connection's: its own healing ends what is left.</summary>
    private async ValueTask RemoveAsync()
    {
        if (Interlocked.Exchange(ref _isListening, 0) == 0) return;
        try
        {
            await _context.Hub.Owners.RemoveAsync(_owner, this).ConfigureAwait(false);
        }
        catch (PipelineException e)
        {
            _context.Logger.LoopFailed("unsubscribing", e);
        }
    }
}
