namespace Dpa.Realtime.Backplane;

/// <content>Giving back what was lost, and letting its producers in again.</content>
internal sealed partial class InMemoryBackplane
{
    public ValueTask<ApplyResult> RestoreAsync(PipelineState held, CancellationToken cancellationToken)
    {
        while (true)
        {
            var continued = PipelineMerge.Continue(held, _epochs.After(held.Position.Epoch));
            var fresh = new PipelineEntry(continued);
            var entry = _entries.GetOrAdd(held.Id, fresh);
            lock (entry.Lock)
            {
                if (entry.IsRemoved) continue;
                if (!ReferenceEquals(entry, fresh) && entry.State.Position >= held.Position) return new(Answer(entry, ApplyStatus.Unchanged));
                if (!entry.State.IsEnded) _owners.Remove(entry.State);
                entry.State = continued = continued with { Fence = Math.Max(held.Fence, entry.State.Fence) };
                entry.Children = new RollUp(continued);
                entry.OrphanedAt = entry.Producers.IsEmpty ? time.Monotonic() : null; // its producer has a lease's time to come back
                Publish(entry, null, [], null);
                Announce(continued);
            }

            if (!held.Children.IsEmpty) FindChildren(continued);
            return new(new ApplyResult(ApplyStatus.Applied, StateOf(entry), []) { Parents = TellParents(continued, wasCounted: true) });
        }
    }

    public async ValueTask<ApplyResult> ReadmitAsync(PipelineState held, string producerToken, CancellationToken cancellationToken)
    {
        while (true)
        {
            var restored = await RestoreAsync(held, cancellationToken).ConfigureAwait(false);
            if (!_entries.TryGetValue(held.Id, out var entry)) continue;
            lock (entry.Lock)
            {
                if (entry.IsRemoved) continue;
                if (held.Fence < entry.State.Fence) return Answer(entry, ApplyStatus.ProducerReplaced);
                var isLater = held.Fence > entry.State.Fence;
                if (isLater) entry.State = entry.State with { Fence = held.Fence };
                Admit(entry, producerToken, exclusive: isLater);
                return Answer(entry, ApplyStatus.Applied) with { Parents = restored.Parents };
            }
        }
    }
}
