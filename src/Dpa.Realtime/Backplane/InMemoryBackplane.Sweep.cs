namespace Dpa.Realtime.Backplane;

/// <content>What time does: lost producers, ended pipelines that nobody needs any more, old tickets.</content>
internal sealed partial class InMemoryBackplane
{
    public ValueTask SweepAsync(CancellationToken cancellationToken)
    {
        var now = time.Monotonic();
        foreach (var (_, entry) in _entries)
        {
            AcceptedChange? lost;
            lock (entry.Lock)
            {
                lost = EndIfLost(entry, now);
                RemoveIfOld(entry, now);
            }

            if (lost is null) continue;
            TellLost(lost);
            foreach (var parent in TellParents(lost.State)) TellLost(parent);
        }

        _tickets.Sweep();
        return default;
    }

    private AcceptedChange? EndIfLost(PipelineEntry entry, TimeSpan now)
    {
        if (entry.State.Status is not (PipelineStatus.Processing or PipelineStatus.Cancelling)) return null;
        entry.Producers.Expire(now);
        if (!entry.Producers.IsEmpty) return null;
        if (entry.State.ExpectedChildren is not null && entry.Children.Live > 0)
        {
            entry.OrphanedAt = now; // its children carry it on
            return null;
        }

        // A lease that ran out has been waited for; one that was given up begins its time when it was given up.
        entry.OrphanedAt ??= now - _options.ProducerLease;
        if (now - entry.OrphanedAt < _options.ProducerLease) return null;
        var outcome = PipelineMerge.Apply(entry.State, LostProducer.Verdict(entry.State, _options.LostProducerStatus), _options.TransitionsKept, time.GetUtcNow());
        return Accept(entry, outcome, null);
    }

    /// <summary>Exactly one node is told, so that handlers run once.</summary>
    private void TellLost(AcceptedChange change)
    {
        if (!_receivers.IsEmpty) _receivers[0].OnProducerLost(change);
    }

    private void RemoveIfOld(PipelineEntry entry, TimeSpan now)
    {
        if (!entry.State.IsEnded || now - entry.ChangedAt < _options.Retention) return;
        entry.Producers.Expire(now);
        if (!entry.Producers.IsEmpty) return; // about to begin a new attempt
        entry.IsRemoved = true;
        _entries.TryRemove(new(entry.State.Id, entry));
    }
}
