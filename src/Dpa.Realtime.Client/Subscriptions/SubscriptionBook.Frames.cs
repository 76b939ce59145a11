namespace Dpa.Realtime.Client.Subscriptions;

/// <summary>Handles the frames.</summary>
internal sealed partial class SubscriptionBook
{
    /// <summary>Takes in a full state, from a socket or stream, or as the answer to a poll.</summary>
    public void Apply(PipelineFrame frame, bool isPolled = false)
    {
        // The answer to a poll may be late and about a pipeline that is no longer watched: its end is then not
        // reported.
        if (
            !_subscriptions.TryGetValue(frame.State.Id, out var subscription)
            && ((isPolled && frame.State.IsEnded) || (subscription = Adopt(frame.State)) is null))
        {
            _tally.Ignored();
            return;
        }

        Take(
            subscription, PipelineMerge.Apply(subscription.Held, frame, isPolled || subscription.AwaitsWhole),
            frame.State.Position);
        Mine.Claim(subscription);
    }

    public void Apply(StageFrame frame)
    {
        if (_subscriptions.TryGetValue(frame.PipelineId, out var subscription))
            Take(subscription, StageMerge.Apply(subscription.Held, frame), frame.Position);
        else
            _tally.Ignored();
    }

    public void Apply(ProgressFrame frame)
    {
        if (_subscriptions.TryGetValue(frame.PipelineId, out var subscription))
            Take(subscription, ProgressMerge.Apply(subscription.Held, frame), frame.Position);
        else
            _tally.Ignored();
    }

    public void Apply(UpdateFrame frame)
    {
        if (!_subscriptions.TryGetValue(frame.PipelineId, out var subscription))
        {
            _tally.Ignored();
            return;
        }

        Take(subscription, UpdateMerge.Apply(subscription.Held, frame, subscription.AwaitsWhole), frame.Position);
        Mine.Claim(subscription);
    }

    public void Confirmed(ConfirmedFrame frame)
    {
        if (!_subscriptions.TryGetValue(frame.PipelineId, out var subscription)) return;
        subscription.AwaitsWhole = false;
        var isThere = !string.IsNullOrEmpty(frame.Position.Epoch);
        // What has ended stays shown, though the server has forgotten it.
        subscription.IsAwaited = !isThere && subscription.Held is not { State.IsEnded: true };
        // The server waits as soon as one reader does; the others end with not_found.
        if (subscription.IsAwaited) Drop(subscription, ProgressErrorCodes.NotFound, null, null);
        subscription.Goal = null; // whatever was thought to exist: this is the newest that does
        if (isThere) Compare(subscription, frame.Position);
        else Healer.Check(subscription);
    }

    /// <summary>The server's marks: the positions that it has sent, and that should have arrived.</summary>
    public void Marked(IReadOnlyList<KeyValuePair<string, PipelinePosition>> marks)
    {
        foreach (var (id, position) in marks)
            if (_subscriptions.TryGetValue(id, out var subscription)) Compare(subscription, position);
    }

    public void Refused(ErrorFrame error)
    {
        if (Queries.Refused(error)) return;
        if (error.PipelineId is not { } id)
        {
            // It does not name the message that was not read, or not answered: all is asked again, a little later.
            if (error.Code is ProgressErrorCodes.RateLimited or ProgressErrorCodes.BackplaneUnavailable)
                _retries.Later(AskAll);
        }
        else if (error.Code is ProgressErrorCodes.BackplaneUnavailable or ProgressErrorCodes.ApplicationUnavailable)
        {
            _sync.Ended(id);
            _retries.Later(() => _sync.Touch(id));
            if (_subscriptions.TryGetValue(id, out var refused)) Queries.Changed(refused); // it is not waited for
        }
        else if (error.RequestId is null || Queries.Has(error.RequestId))
        {
            Lost(id, error.Code, error.Message, error.Suggestion);
        }
    }

    /// <summary>A live list's ids. One that was left may have been answered before the server knew that.</summary>
    public void Listed(QueryFrame frame)
    {
        if (Queries.Listed(frame.QueryId, frame.PipelineIds)) return;
        foreach (var id in frame.PipelineIds)
            if (!_subscriptions.ContainsKey(id)) Mine.Released(id);
    }

    /// <summary>No live list has it any more: whoever watches it subscribes by its id.</summary>
    public void Left(string id)
    {
        Mine.IsReleased(id);
        _sync.Ended(id);
        _sync.Touch(id);
    }

    /// <summary>There is nothing to see: readers are notified, except those that wait; they go on waiting.</summary>
    public void Lost(string id, string code, string? message = null, string? suggestion = null)
    {
        _sync.Ended(id);
        Mine.IsReleased(id);
        if (!_subscriptions.TryGetValue(id, out var subscription)) return;
        subscription.IsAwaited = false;
        Drop(subscription, code, message, suggestion);
    }

    private void Drop(Subscription subscription, string code, string? message, string? suggestion)
    {
        Healer.Forget(subscription);
        subscription.Held = null;
        Mine.Drop(subscription);
        Queries.Changed(subscription);
        foreach (var watcher in subscription.Watchers.Where(w =>
            !w.Options.Wait || code != ProgressErrorCodes.NotFound).ToList())
        {
            subscription.Watchers.Remove(watcher);
            watcher.Reader.End(Absence.Of(subscription.Id, code, message, suggestion));
        }

        if (!subscription.IsNeeded) _sync.Touch(subscription.Id);
    }

    private void AskAll()
    {
        foreach (var subscription in _subscriptions.Values)
        {
            subscription.IsDue = true;
            _sync.Touch(subscription.Id);
        }

        _sync.AskUserAgain();
        Queries.AskAll();
    }

    private void Compare(Subscription subscription, PipelinePosition position)
    {
        var merged = SentMerge.Apply(subscription.Held, position, subscription.WantsStages);
        subscription.Held = merged.Held;
        if (merged.NeedsHeal) _healer.Miss(subscription, position);
        else Healer.Check(subscription);
    }

    private void Take(Subscription subscription, Merged merged, PipelinePosition position)
    {
        if (merged.IsIgnored)
        {
            _tally.Ignored();
            return;
        }

        var before = subscription.Held;
        subscription.Held = merged.Held;
        if (_sync.IsLive && merged.NeedsHeal) _healer.Miss(subscription, position);
        else Healer.Check(subscription);
        if (merged.Held is null || ReferenceEquals(merged.Held, before)) return;
        _tally.Took(before?.State.Position, merged.Held.State.Position, merged.Raised.Length, merged.Skipped);
        Notify(subscription, merged);
    }

    private void Notify(Subscription subscription, Merged merged)
    {
        var shown = merged.Held!.Shown;
        foreach (var watcher in subscription.Watchers) watcher.Reader.Notify(shown);
        if (subscription.IsMine) Mine.Changed();
        Queries.Changed(subscription);
        if (merged.Skipped > 0) Raise(subscription, new TransitionEventArgs(shown, null, merged.Skipped));
        foreach (var transition in merged.Raised)
            Raise(subscription, new TransitionEventArgs(shown, transition, 0));
    }

    private void Raise(Subscription subscription, TransitionEventArgs transition)
    {
        _raise(transition);
        foreach (var watcher in subscription.Watchers.ToArray()) watcher.Options.OnTransition?.Invoke(transition);
    }

    /// <summary><c>subscribe_user</c> delivers pipelines that no reader requested.</summary>
    private Subscription? Adopt(PipelineState state)
    {
        if (!Mine.Brings(state)) return null;
        var subscription = _subscriptions.GetOrAdd(state.Id, static i => new Subscription(i));
        subscription.IsMine = true;
        _sync.Brought(subscription);
        Mine.Brought(state.Id);
        return subscription;
    }
}
