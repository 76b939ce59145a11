namespace Dpa.Realtime.Client.Subscriptions;

/// <summary>
/// Keeps the requests to the server in step with the subscriptions. The first change is sent at once; changes soon
/// after it are gathered, so that a thousand changes make a few messages.
/// </summary>
internal sealed class SubscriptionSync(
    Strand strand, IReadOnlyDictionary<string, Subscription> subscriptions, Action<Subscription, bool> release)
    : IDisposable
{
    /// <summary>A server takes 50 messages a second, and a turn may make several.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<string, Wanted> _sent = new(StringComparer.Ordinal);
    private readonly HashSet<string> _touched = new(StringComparer.Ordinal);
    private ISubscriptionSink? _sink;
    private IDisposable? _timer;
    private TimeSpan _flushedAt = TimeSpan.MinValue;
    private bool _isScheduled;
    private bool _userSent;

    public bool IsLive => _sink is not null;

    /// <summary>Whether the user's own pipelines are wanted.</summary>
    public bool WantsUser { get; set; }

    /// <summary>A sink is connected: sends all subscriptions and the positions that are known.</summary>
    public void Connected(ISubscriptionSink sink)
    {
        _sink = sink;
        var asks = subscriptions.Values.Where(s => s.IsNeeded).Select(Prepare).ToList();
        if (asks.Count > 0) sink.Subscribe(asks);
        _userSent = WantsUser;
        if (WantsUser) sink.User(true);
    }

    /// <summary>A live list is wanted.</summary>
    public void Query(LiveQuery query) => _sink?.Query(query);

    public void Unquery(string queryId) => _sink?.Unquery(queryId);

    /// <summary>A live list has it: where nothing else wants it, the server brings it unasked.</summary>
    public void Listed(Subscription subscription)
    {
        if (IsLive && _sink!.BringsLists && !_sent.ContainsKey(subscription.Id) && subscription.Watchers.Count == 0)
            Brought(subscription);
        Touch(subscription.Id);
    }

    public void Disconnected()
    {
        _sink = null;
        _sent.Clear();
        _userSent = false;
    }

    /// <summary>Something about that pipeline changed.</summary>
    public void Touch(string id)
    {
        _touched.Add(id);
        Schedule();
    }

    /// <summary>The user's subscription began or ended.</summary>
    public void TouchUser() => Schedule();

    /// <summary>The server may not have taken the user's subscription.</summary>
    public void AskUserAgain()
    {
        _userSent = false;
        Schedule();
    }

    /// <summary>The server brings it without having been asked by name.</summary>
    public void Brought(Subscription subscription) => _sent[subscription.Id] = subscription.Wanted;

    /// <summary>The server no longer sends this pipeline.</summary>
    public void Ended(string id) => _sent.Remove(id);

    public void Dispose()
    {
        _isScheduled = true; // nothing more is sent
        _timer?.Dispose();
    }

    private void Schedule()
    {
        if (_isScheduled) return;
        _isScheduled = true;
        var wait = _flushedAt == TimeSpan.MinValue ? TimeSpan.Zero : _flushedAt + Gather - strand.Now;
        if (wait <= TimeSpan.Zero) strand.Post(Flush);
        else _timer = strand.After(wait, Flush);
    }

    private void Flush()
    {
        _isScheduled = false;
        _flushedAt = strand.Now;
        if (_sink is not null && WantsUser != _userSent)
        {
            _userSent = WantsUser;
            _sink.User(WantsUser);
        }

        var (asks, left) = Collect();
        if (left.Count > 0) _sink?.Unsubscribe(left);
        if (asks.Count > 0) _sink!.Subscribe(asks);
    }

    private (List<Ask> Asks, List<string> Left) Collect()
    {
        var (asks, left) = (new List<Ask>(), new List<string>());
        foreach (var id in _touched)
        {
            if (!subscriptions.TryGetValue(id, out var subscription)) continue;
            if (!subscription.IsNeeded)
            {
                var isSent = _sent.Remove(id);
                release(subscription, isSent);
                if (isSent) left.Add(id);
            }
            else if (
                IsLive && (subscription.IsDue || !_sent.TryGetValue(id, out var sent) || sent != subscription.Wanted))
            {
                asks.Add(Prepare(subscription));
            }
        }

        _touched.Clear();
        return (asks, left);
    }

    private Ask Prepare(Subscription subscription)
    {
        var since = subscription.AsksWhole ? null : subscription.Since;
        (subscription.IsDue, subscription.AsksWhole, subscription.AwaitsWhole) = (false, false, since is null);
        _sent[subscription.Id] = subscription.Wanted;
        return new Ask(subscription.Id, subscription.Wanted, since);
    }
}
