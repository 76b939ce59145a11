namespace Dpa.Realtime.Client.Subscriptions;

/// <summary>
/// The user's own pipelines: all that are running, and those that ended while they were watched. One
/// <c>subscribe_user</c> requests them.
/// </summary>
internal sealed class Mine(
    Strand strand, string userId, IReadOnlyDictionary<string, Subscription> subscriptions, SubscriptionSync sync
) : IDisposable
{
    /// <summary>Ended pipelines that are kept in the list though nobody else watches them.</summary>
    private const int KeptEnds = 100;

    /// <summary>
    /// The shortest time between two updates of the list: about a frame of a screen. Each update sorts the list, and
    /// thousands of frames may arrive in a second.
    /// </summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(16);

    private const int EnoughBeats = 2;

    /// <summary>So many that were left are remembered at most.</summary>
    private const int KeptReleases = 1_000;

    private readonly List<Watcher<IReadOnlyList<PipelineState>>> _watchers = [];
    private IReadOnlyList<PipelineState>? _list;
    private IDisposable? _timer;
    private TimeSpan? _notifiedAt;
    private bool _isScheduled;

    /// <summary>All that are under way were sent: an empty list means that there are none.</summary>
    private bool _isKnown;

    /// <summary>
    /// The server subscribed to these and has not sent their states yet. Null until the server has named them.
    /// </summary>
    private HashSet<string>? _pending;
    private int _beats;

    /// <summary>Nobody reads these any more, and the server may still send what it was asked for.</summary>
    private readonly HashSet<string> _released = new(StringComparer.Ordinal);

    public bool IsWatched => _watchers.Count > 0;

    public void Watch(Watcher<IReadOnlyList<PipelineState>> watcher)
    {
        _watchers.Add(watcher);
        if (_list is not null)
            watcher.Notify(_list);
        foreach (var subscription in subscriptions.Values)
            Claim(subscription); // the server sends nothing new about a held state
        sync.WantsUser = true;
        sync.TouchUser();
    }

    public void Leave(Watcher<IReadOnlyList<PipelineState>> watcher)
    {
        if (!_watchers.Remove(watcher) || IsWatched) return;
        (_list, _pending, _isKnown) = (null, null, false);
        Dispose();
        sync.WantsUser = false;
        sync.TouchUser();
        foreach (var subscription in subscriptions.Values.Where(s => s.IsMine).ToList())
        {
            subscription.IsMine = false;
            sync.Touch(subscription.Id);
        }
    }

    /// <summary>The server was asked, or the connection is closed.</summary>
    public void Asked()
    {
        (_pending, _beats) = (null, 0);
        Forget();
    }

    /// <summary>What the server was asked for before does not come any more.</summary>
    public void Forget() => _released.Clear();

    /// <summary>
    /// Nobody reads it any more, and the server is about to receive that: if it has ended, that is no news.
    /// </summary>
    public void Released(string id)
    {
        if (_released.Count >= KeptReleases) _released.Clear();
        _released.Add(id);
    }

    /// <summary>The server has taken note of that, or sends nothing about it anyway.</summary>
    public void IsReleased(string id) => _released.Remove(id);

    /// <summary>What the server is subscribed to for this connection, <c>subscribe_user</c> included.</summary>
    public void Confirmed(IReadOnlyList<string> ids)
    {
        _pending = [.. ids.Where(id => !subscriptions.ContainsKey(id))];
        Look();
    }

    /// <summary>A state of a pipeline that no reader requested has arrived.</summary>
    public void Brought(string id)
    {
        _pending?.Remove(id);
        _released.Remove(id);
        Look();
    }

    /// <summary>A heartbeat: if no frame shows that all were sent, the second heartbeat counts as that sign.</summary>
    public void Beat()
    {
        if (++_beats >= EnoughBeats) Complete();
    }

    /// <summary>All that are under way were sent.</summary>
    public void Complete()
    {
        if (_isKnown || !IsWatched) return;
        _isKnown = true;
        Changed();
    }

    public void End(Exception? why)
    {
        foreach (var watcher in _watchers) watcher.End(why);
    }

    /// <summary>Whether only the user's subscription can have brought that state.</summary>
    public bool Brings(PipelineState state) =>
        IsWatched
        && !(state.IsEnded && _released.Contains(state.Id))
        && (state.Owner.Length == 0 || state.Owner == userId)
        && state.ParentId is null;

    /// <summary>Adds a pipeline that is watched anyway to the list, if it is one of the user's.</summary>
    public void Claim(Subscription subscription)
    {
        if (
            !IsWatched
            || subscription.IsMine
            || subscription.Held?.State is not { IsEnded: false } state
            || state.Owner != userId
            || state.ParentId is not null)
            return;
        subscription.IsMine = true;
        sync.Touch(subscription.Id);
        Changed();
    }

    public void Drop(Subscription subscription)
    {
        if (!subscription.IsMine) return;
        subscription.IsMine = false;
        if (!subscription.IsNeeded) sync.Touch(subscription.Id);
        Changed();
    }

    /// <summary>
    /// Notifies the readers: at once if the last notification is not recent, otherwise once for all changes until then.
    /// </summary>
    public void Changed()
    {
        if (_isScheduled || !IsWatched) return;
        _isScheduled = true;
        var wait = _notifiedAt + Pause - strand.Now;
        if (wait > TimeSpan.Zero) _timer = strand.After(wait.Value, Notify);
        else strand.Post(Notify);
    }

    /// <summary>Cancels the pending notification.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        (_timer, _isScheduled) = (null, false);
    }

    private void Look()
    {
        if (_pending is { Count: 0 }) Complete();
    }

    private void Notify()
    {
        (_timer, _isScheduled) = (null, false);
        if (!IsWatched) return;
        _notifiedAt = strand.Now;
        var mine = subscriptions
            .Values.Where(s => s.IsMine && s.Held is not null)
            .OrderBy(s => s.Held!.State.CreatedAt)
            .ThenBy(s => s.Id, StringComparer.Ordinal)
            .ToList();
        foreach (var old in mine.Where(s => s.Held!.State.IsEnded && s.Watchers.Count == 0).SkipLast(KeptEnds).ToList())
        {
            old.IsMine = false;
            sync.Touch(old.Id);
        }

        _list = [.. mine.Where(s => s.IsMine).Select(s => s.Held!.Shown)];
        foreach (var watcher in _watchers) watcher.Notify(_list);
    }
}
