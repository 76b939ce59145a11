namespace Dpa.Realtime.Client.Subscriptions;

/// <summary>
/// The live lists. The server names what each lists and brings the states; a listed pipeline is held like one that
/// somebody watches.
/// </summary>
internal sealed class Queries(
    Strand strand, Func<string, Subscription> find, IReadOnlyDictionary<string, Subscription> subscriptions,
    SubscriptionSync sync, Retries retries) : IDisposable
{
    /// <summary>The shortest time between two lists for a reader: about a frame of a screen.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(16);

    private readonly Dictionary<string, LiveQuery> _queries = new(StringComparer.Ordinal);
    private IDisposable? _timer;
    private TimeSpan? _notifiedAt;
    private bool _isScheduled;
    private long _last;

    public bool IsEmpty => _queries.Count == 0;

    /// <summary>All of them, for a transport that asks by itself.</summary>
    public IReadOnlyCollection<LiveQuery> All => _queries.Values;

    public LiveQuery Watch(PipelineQuery query, Watcher<IReadOnlyList<PipelineState>> reader)
    {
        var live = new LiveQuery($"q{++_last}", query, reader);
        _queries[live.Id] = live;
        sync.Query(live);
        return live;
    }

    public void Leave(LiveQuery live)
    {
        if (!_queries.Remove(live.Id)) return;
        sync.Unquery(live.Id);
        foreach (var id in live.Ids ?? []) Unlist(id);
    }

    /// <summary>The connection is up: each is asked for again; until the answer comes, the old list holds.</summary>
    public void AskAll()
    {
        foreach (var live in _queries.Values) sync.Query(live);
    }

    /// <summary>The server lists exactly these.</summary>
    /// <returns>False where nobody reads that list any more.</returns>
    public bool Listed(string queryId, IReadOnlyList<string> ids)
    {
        if (!_queries.TryGetValue(queryId, out var live)) return false;
        var before = live.Ids ?? [];
        live.Ids = ids;
        foreach (var id in ids.Except(before, StringComparer.Ordinal))
        {
            var subscription = find(id);
            subscription.Lists++;
            if (subscription.Held is null) live.Pending.Add(id);
            sync.Listed(subscription);
        }

        foreach (var id in before.Except(ids, StringComparer.Ordinal))
        {
            live.Pending.Remove(id);
            Unlist(id);
        }

        Due(live);
        return true;
    }

    /// <summary>A listed pipeline has another state, or none any more.</summary>
    public void Changed(Subscription subscription)
    {
        if (subscription.Lists == 0) return;
        foreach (var live in _queries.Values)
        {
            if (live.Ids?.Contains(subscription.Id, StringComparer.Ordinal) != true) continue;
            live.Pending.Remove(subscription.Id);
            Due(live);
        }
    }

    public bool Has(string queryId) => _queries.ContainsKey(queryId);

    /// <summary>
    /// Whether the error is the answer to a query: then it ends, or is asked for again. One that names a pipeline is
    /// about that pipeline alone.
    /// </summary>
    public bool Refused(ErrorFrame error)
    {
        if (
            error.PipelineId is not null
            || error.RequestId is null
            || !_queries.TryGetValue(error.RequestId, out var live))
            return false;
        if (error.Code is ProgressErrorCodes.BackplaneUnavailable or ProgressErrorCodes.ApplicationUnavailable)
        {
            AskLater(live);
            return true;
        }

        live.Reader.End(new RealtimeException(error.Code, error.Message, error.Suggestion));
        Leave(live);
        return true;
    }

    public void End(Exception? why)
    {
        foreach (var live in _queries.Values) live.Reader.End(why);
    }

    /// <summary>Cancels the pending notification.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        (_timer, _isScheduled) = (null, true);
    }

    private void AskLater(LiveQuery live)
    {
        if (live.IsRetried) return;
        live.IsRetried = true;
        retries.Later(() =>
        {
            live.IsRetried = false;
            if (_queries.ContainsKey(live.Id)) sync.Query(live);
        });
    }

    private void Unlist(string id)
    {
        if (!subscriptions.TryGetValue(id, out var subscription)) return;
        subscription.Lists = Math.Max(0, subscription.Lists - 1);
        sync.Touch(id);
    }

    private void Due(LiveQuery live)
    {
        live.IsDue = true;
        if (_isScheduled) return;
        _isScheduled = true;
        var wait = _notifiedAt + Pause - strand.Now;
        if (wait > TimeSpan.Zero) _timer = strand.After(wait.Value, Notify);
        else strand.Post(Notify);
    }

    /// <summary>A list is shown once all that it names have arrived.</summary>
    private void Notify()
    {
        (_timer, _isScheduled, _notifiedAt) = (null, false, strand.Now);
        foreach (var live in _queries.Values)
        {
            if (!live.IsDue || live.Ids is null || live.Pending.Count > 0) continue;
            live.IsDue = false;
            live.Reader.Notify(
                [.. live.Ids.Select(id => subscriptions.GetValueOrDefault(id)?.Held?.Shown).OfType<PipelineState>()]);
        }
    }
}
