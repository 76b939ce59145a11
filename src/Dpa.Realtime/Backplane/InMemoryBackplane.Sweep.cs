namespace Dpa.Realtime.Backplane;

/// <content>What time does: lost producers, ended pipelines that nobody needs any more, old tickets.</content>
internal sealed partial class InMemoryBackplane
{
    private static readonly ProgressError ProducerLost = new("producer_lost", "The worker was lost.", "Start the work again.", Retryable: true);

    /// <summary>Called every few seconds.</summary>
    public void Sweep()
    {
        var now = time.GetUtcNow();
        foreach (var entry in _entries.Values)
        {
            PipelineState? lost;
            lock (entry.Lock)
            {
                lost = EndIfLost(entry, now);
                RemoveIfOld(entry, now);
            }

            if (lost is not null) TellParent(lost);
        }

        _tickets.Sweep();
    }

    private PipelineState? EndIfLost(PipelineEntry entry, DateTimeOffset now)
    {
        if (entry.State.Status is not (PipelineStatus.Processing or PipelineStatus.Cancelling)) return null;
        entry.Producers.Expire(now);
        if (!entry.Producers.IsEmpty) return null;
        entry.OrphanedAt ??= now - _options.ProducerLease;
        if (now - entry.OrphanedAt < _options.ProducerLease) return null;
        var failed = _options.LostProducerStatus == PipelineStatus.Failed;
        var answer = Merge(entry, new PipelineChange
        {
            PipelineId = entry.State.Id,
            ProducerToken = "",
            Sequence = 0,
            Status = _options.LostProducerStatus,
            EndOpenStages = true,
            Message = ProducerLost.Message,
            Error = failed ? ProducerLost : null,
        });
        if (answer.Status != ApplyStatus.Applied) return null;
        _receivers[0].OnProducerLost(new AcceptedChange { State = answer.State!, Transitions = answer.Transitions });
        return answer.State;
    }

    private void RemoveIfOld(PipelineEntry entry, DateTimeOffset now)
    {
        if (!entry.State.IsEnded || now - entry.State.Timestamp < _options.Retention) return;
        entry.IsRemoved = true;
        _entries.TryRemove(new(entry.State.Id, entry));
    }
}
