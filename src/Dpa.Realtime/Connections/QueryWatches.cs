using Dpa.Realtime.FanOut;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Connections;

/// <summary>One connection's live queries (docs/protocol.md#live-lists).</summary>
internal sealed class QueryWatches
{
    private const int MaxQueries = 16; // docs/protocol.md#live-lists

    private readonly Lock _lock = new();
    private readonly Dictionary<string, QueryWatch> _watches = new(StringComparer.Ordinal);
    private readonly ConnectionContext _context;
    private readonly Caller _caller;
    private readonly SubscriptionSet _subscriptions;
    private readonly ConnectionOutbox _outbox;
    private bool _isOver;

    public QueryWatches(
        ConnectionContext context, Caller caller, SubscriptionSet subscriptions, ConnectionOutbox outbox)
    {
        (_context, _caller, _subscriptions, _outbox) = (context, caller, subscriptions, outbox);
        subscriptions.Begin(this);
    }

    /// <summary>How many wait for the application's answers.</summary>
    public int Pending => All().Count(watch => !watch.IsAnswered);

    /// <summary>Begins a query; one of the same name ends.</summary>
    public async ValueTask BeginAsync(ClientMessage message)
    {
        if (message.Query!.Owner.Length == 0)
            message = message with { Query = message.Query with { Owner = _caller.UserId } };
        QueryWatch? watch = null;
        QueryWatch? before;
        lock (_lock)
        {
            if (_isOver) return;
            if (_watches.TryGetValue(message.QueryId!, out before) || _watches.Count < MaxQueries)
                _watches[message.QueryId!] = watch = new QueryWatch(_context, _caller, _subscriptions, _outbox, message)
                {
                    Failed = failed => _ = RemoveAsync(failed).AsTask(),
                };
        }

        if (watch is null)
        {
            _outbox.Reply(
                FrameCodec.Error(
                    ErrorCode.TooManySubscriptions, $"A connection has {MaxQueries} queries at most.",
                    message.RequestId));
            return;
        }

        if (before is not null) await before.EndAsync().ConfigureAwait(false);
        watch.Begin();
    }

    public ValueTask EndAsync(string queryId)
    {
        QueryWatch? watch;
        lock (_lock) _watches.Remove(queryId, out watch);
        return watch?.EndAsync() ?? default;
    }

    /// <summary>The connection has ended; nothing begins after this.</summary>
    public async Task EndAllAsync()
    {
        QueryWatch[] ended;
        lock (_lock)
        {
            _isOver = true;
            ended = [.. _watches.Values];
            _watches.Clear();
        }

        foreach (var watch in ended) await watch.EndAsync().ConfigureAwait(false);
    }

    /// <summary>The caller's identity has ended: no list is written after this, and nothing begins.</summary>
    public void Silence()
    {
        lock (_lock) _isOver = true;
        foreach (var watch in All()) watch.Silence();
    }

    /// <summary>The user's access to a pipeline may have ended.</summary>
    public void Revoked(string pipelineId)
    {
        foreach (var watch in All()) watch.OnRevoked(pipelineId);
    }

    /// <summary>A subscription that a query brought was ended: it may not be seen any more.</summary>
    public void Ended(string pipelineId)
    {
        foreach (var watch in All()) watch.OnStarted(pipelineId);
    }

    /// <summary>Access to all may have ended, or announcements were missed.</summary>
    public void Reread()
    {
        foreach (var watch in All()) watch.Reread();
    }

    private ValueTask RemoveAsync(QueryWatch watch)
    {
        lock (_lock)
        {
            if (_watches.TryGetValue(watch.Id, out var held) && ReferenceEquals(held, watch)) _watches.Remove(watch.Id);
        }

        return watch.EndAsync();
    }

    private QueryWatch[] All()
    {
        lock (_lock) return [.. _watches.Values];
    }
}
