using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Engine;

/// <content>What time does: leases, lost producers, what could not be done while the store was unavailable.</content>
internal sealed partial class PipelineEngine
{
    private const int DueAtOnce = 256;
    private const int AtOnce = 32;

    // the counts of the store that the last sweep knew
    private int _failures;
    private int _gaps;

    public async ValueTask RenewLeasesAsync(
        IReadOnlyCollection<KeyValuePair<string, string>> producers, CancellationToken cancellationToken)
    {
        await ReadyAsync().ConfigureAwait(false);
        PipelineException? failure = null;
        foreach (var some in producers.Chunk(AtOnce))
        {
            try
            {
                await Task.WhenAll(some.Select(p => _commands.RenewAsync(p.Key, p.Value).AsTask()))
                    .ConfigureAwait(false);
            }
            catch (PipelineException e)
            {
                failure = e; // the others' leases are renewed all the same
            }
        }

        if (failure is not null) throw failure;
    }

    public async ValueTask ReleaseAsync(string pipelineId, string producerToken, CancellationToken cancellationToken)
    {
        await ReadyAsync().ConfigureAwait(false);
        await _commands.ReleaseAsync(pipelineId, producerToken).ConfigureAwait(false);
    }

    public async ValueTask SweepAsync(CancellationToken cancellationToken)
    {
        var (failures, gaps) = (_store.Failures, _store.Gaps);
        await _calls.OpenAsync().ConfigureAwait(false); // where that failed when the node was attached
        await _clock.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (failures != _failures) await ReachableAgainAsync(failures, gaps).ConfigureAwait(false);
        foreach (var change in await _loop.SettleAsync().ConfigureAwait(false))
        {
            _line.Receiver.OnProducerLost(change);
            NotifyHandlers((await _parents.RecountAsync(change.State).ConfigureAwait(false)).Changes);
        }

        NotifyHandlers(await _parents.RetryAsync().ConfigureAwait(false));
        // Producers may reconnect within the time of a lease before any of them counts as lost.
        var mayExpire = _clock.ReachableFor >= _options.ProducerLease;
        while (true)
        {
            var due = mayExpire ? await _store.TakeDueAsync(DueAtOnce, cancellationToken).ConfigureAwait(false) : [];
            foreach (var some in due.Chunk(AtOnce)) await Task.WhenAll(some.Select(CheckAsync)).ConfigureAwait(false);
            if (due.Length < DueAtOnce) return;
        }
    }

    private async Task CheckAsync(string id)
    {
        try
        {
            var (decision, _) = await _commands.ExpireAsync(id, _clock.Now).ConfigureAwait(false);
            NotifyHandlers(decision.Changes);
            // Repairs the case of a node that failed between a child's commit and its parent's.
            if (decision.Answer.State is not { ParentId: not null } state) return;
            var (changes, isCounted) = await _parents.RecountAsync(state).ConfigureAwait(false);
            NotifyHandlers(changes);
            if (isCounted) await CountedAsync(state).ConfigureAwait(false);
        }
        catch (PipelineException)
        {
            // It is due again in some seconds; one that cannot be read keeps no other from being re-evaluated.
        }
    }

    /// <summary>It is due no more, unless it has changed since.</summary>
    private async ValueTask CountedAsync(PipelineState counted)
    {
        if (IsLocal || Leasing.NeedsProducer(counted)) return; // due by its leases
        await _loop.RunAsync(counted.Id, counted.Position, static (stored, position, _) =>
            stored is not null && stored.Record.State.Position == position
                ? Decision.Only(ApplyStatus.Unchanged, stored.Record.Entry) with
                {
                    Next = stored.Record.Entry, IsCounted = true,
                }
                : Decision.Only(ApplyStatus.Unchanged, stored?.Record.Entry)).ConfigureAwait(false);
    }

    /// <summary>Messages may have been lost meanwhile. What fails here is done again by the next sweep.</summary>
    private async ValueTask ReachableAgainAsync(int failures, int gaps)
    {
        // Messages about access are not kept: connections are opened again and authorized from the start. Where only
        // other calls failed, nothing was missed, and access is evaluated again for all.
        if (gaps != _gaps) _line.Receiver.OnAccessMissed();
        _gaps = gaps;
        _line.Receiver.OnReconnected();
        foreach (var some in _feeds.Owners().Chunk(AtOnce))
            await Task.WhenAll(some.Select(ReadOwnerAgainAsync)).ConfigureAwait(false);
        _failures = failures;
    }

    private async Task ReadOwnerAgainAsync(string owner)
    {
        foreach (var id in await _store.ReadOwnerAsync(owner, default).ConfigureAwait(false))
            _line.Receiver.OnStarted(owner, id);
    }

    /// <summary>Exactly one node made each of these changes, and notifies its handlers.</summary>
    private void NotifyHandlers(IEnumerable<AcceptedChange> changes)
    {
        foreach (var change in changes) _line.Receiver.OnProducerLost(change);
    }
}
