using System.Collections.Concurrent;

namespace Dpa.Realtime.Client.Subscriptions;

// The folder Subscriptions: who watches which pipeline, and its held state. Frames come in, readers are notified. Only
// the count of readers frees a subscription. All except StateOf runs on the strand.

/// <summary>The subscriptions and their held states.</summary>
internal sealed partial class SubscriptionBook : IDisposable
{
    private readonly ConcurrentDictionary<string, Subscription> _subscriptions = new(StringComparer.Ordinal);
    private readonly Tally _tally;
    private readonly Action<TransitionEventArgs> _raise;
    private readonly Healer _healer;
    private readonly SubscriptionSync _sync;
    private readonly Retries _retries;

    public SubscriptionBook(Strand strand, string userId, Tally tally, Action<TransitionEventArgs> raise)
    {
        (_tally, _raise) = (tally, raise);
        _sync = new SubscriptionSync(strand, _subscriptions, Release);
        _healer = new Healer(strand, s =>
        {
            _tally.Healed();
            _sync.Touch(s.Id);
        });
        Mine = new Mine(strand, userId, _subscriptions, _sync);
        _retries = new Retries(strand);
        Queries = new Queries(
            strand, id => _subscriptions.GetOrAdd(id, static i => new Subscription(i)), _subscriptions, _sync,
            _retries);
    }

    public Mine Mine { get; }

    public Queries Queries { get; }

    public bool IsEmpty => _subscriptions.IsEmpty && !Mine.IsWatched && Queries.IsEmpty;

    /// <summary>What is held, as readers see it; from any thread.</summary>
    public PipelineState? StateOf(string id) =>
        _subscriptions.TryGetValue(id, out var subscription) ? subscription.Held?.Shown : null;

    public void Watch(string id, StateWatcher watcher)
    {
        var subscription = _subscriptions.GetOrAdd(id, static i => new Subscription(i));
        if (subscription is { IsAwaited: true, Held: null } && !watcher.Options.Wait)
        {
            watcher.Reader.End(Absence.Of(id, ProgressErrorCodes.NotFound, null, null));
            return;
        }

        subscription.Watchers.Add(watcher);
        if (subscription.Held is { } held) watcher.Reader.Notify(held.Shown);
        _sync.Touch(id);
    }

    public void Leave(string id, StateWatcher watcher)
    {
        if (_subscriptions.TryGetValue(id, out var subscription) && subscription.Watchers.Remove(watcher))
            _sync.Touch(id);
    }

    /// <summary>All that is watched, with what may be named as held.</summary>
    /// <param name="withStages">The stages of all are requested: nothing is named that is held without.</param>
    public List<KeyValuePair<string, PipelinePosition?>> Positions(bool withStages) =>
    [
        .. _subscriptions.Values.Where(s => s.IsNeeded).Select(s => KeyValuePair.Create(
            s.Id, withStages && s.Held is { IsComplete: false } ? null : s.Since)),
    ];

    /// <summary>How each watched pipeline is to be watched, for a transport with one setting for all.</summary>
    public List<Wanted> Wants() =>
    [
        .. _subscriptions.Values.Where(s => s.Watchers.Count > 0 || s.Lists > 0).Select(s => s.Wanted),
    ];

    public void Connected(ISubscriptionSink sink)
    {
        Mine.Asked();
        _sync.Connected(sink);
        Queries.AskAll();
    }

    public void Disconnected()
    {
        _sync.Disconnected();
        foreach (var subscription in _subscriptions.Values)
        {
            Healer.Forget(subscription);
            (subscription.AwaitsWhole, subscription.IsAwaited) = (false, false);
        }
    }

    /// <summary>Ends all readers: the client is closed, or refused for good.</summary>
    public void End(Exception? why)
    {
        foreach (var subscription in _subscriptions.Values)
            foreach (var watcher in subscription.Watchers) watcher.Reader.End(why);
        Mine.End(why);
        Queries.End(why);
    }

    public void Dispose()
    {
        foreach (var subscription in _subscriptions.Values) Healer.Forget(subscription);
        Mine.Dispose();
        Queries.Dispose();
        _sync.Dispose();
        _retries.Dispose();
    }

    private void Release(Subscription subscription, bool isSent)
    {
        Healer.Forget(subscription);
        _subscriptions.TryRemove(subscription.Id, out _);
        if (isSent) Mine.Released(subscription.Id);
    }
}
