using System.Collections.Immutable;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Redis.Entries;
using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Nodes;

/// <content>Giving back what was lost, and letting its producers in again.</content>
internal sealed partial class RedisBackplane
{
    public async ValueTask<ApplyResult> RestoreAsync(PipelineState held, CancellationToken cancellationToken)
    {
        await ReadyAsync(cancellationToken).ConfigureAwait(false);
        return await RestoreAsync(held, producerToken: null).ConfigureAwait(false);
    }

    public async ValueTask<ApplyResult> ReadmitAsync(PipelineState held, string producerToken, CancellationToken cancellationToken)
    {
        await ReadyAsync(cancellationToken).ConfigureAwait(false);
        await LetOthersAsync(held.Id).ConfigureAwait(false);
        var newest = Newest(held);
        // The count of take-overs stays the producer's own: it decides who is let in.
        return await RestoreAsync(newest with { Fence = held.Fence }, producerToken).ConfigureAwait(false);
    }

    /// <summary>
    /// A producer finds its pipeline gone. Another node may know more, and the first to give back wins: the nodes are made to compare, and the producer comes again. It does not wait here, where
    /// it would keep others from their turns.
    /// </summary>
    /// <exception cref="PipelineException">The nodes have still to compare.</exception>
    private async ValueTask LetOthersAsync(string id)
    {
        if (_slots.Find(id) is not { Held: { } held } || MayHaveExpired(held) || await IsThereAsync(id).ConfigureAwait(false)) return;
        await _recovery.LookNowAsync().ConfigureAwait(false);
        if (!_recovery.IsPending) _recovery.TriggerUnlessRunning(); // one that is under way restores it too
        throw Recovery.NotRestored();
    }

    private async ValueTask<bool> IsThereAsync(string id) => (await _store.ReadPositionsAsync([id]).ConfigureAwait(false)).Count > 0;

    /// <summary>The newest that this node knows: by its own writes, by what it heard, or as given.</summary>
    private PipelineState Newest(PipelineState held)
    {
        foreach (var known in new[] { _slots.Find(held.Id)?.Held, _feeds.Held(held.Id) })
            if (known is not null && known.Position > held.Position) held = known;
        return held;
    }

    private async ValueTask<ApplyResult> RestoreAsync(PipelineState held, string? producerToken, Entry? known = null, bool isWatched = false)
    {
        if (!isWatched && (producerToken is not null || !held.IsEnded)) await _watch.SetAsync([held.Id], _options.ProducerLease).ConfigureAwait(false);
        if (held is { ParentId: null, IsEnded: false }) await _owners.AddAsync(held.Owner, held.Id).ConfigureAwait(false);
        var isRestored = false;
        PipelineState? forked = null;
        var result = await _transactions.RunAsync(held.Id, async (entry, _) =>
        {
            isRestored = entry is null || entry.State.Position < held.Position;
            forked = isRestored && entry is not null && ForkMerge.Of(held, entry.State, _options.TransitionsKept, _time.GetUtcNow()).Length > 0 ? entry.State : null;
            return isRestored ? await RestoredAsync(entry, held, producerToken, known).ConfigureAwait(false) : Known(entry!, held, producerToken);
        }).ConfigureAwait(false);
        if (!isRestored) return result;
        _metrics.Restored.Add(1);
        if (forked is not null) await SayAgainAsync(forked).ConfigureAwait(false);
        return await AnnouncedAsync(result, isNew: true).ConfigureAwait(false);
    }

    /// <summary>Where this node knows the whole entry, who may produce, and how far each has counted, is given back too.</summary>
    private async ValueTask<Step> RestoredAsync(Entry? entry, PipelineState held, string? producerToken, Entry? known)
    {
        var isFenced = entry is not null && held.Fence < entry.State.Fence;
        var state = PipelineMerge.Continue(held, _epochs.After(held.Position.Epoch)) with { Fence = Math.Max(held.Fence, entry?.State.Fence ?? 0) };
        var next = (entry ?? new Entry { Tag = "", State = state }) with { State = state, Sums = null, Producers = Counted(entry, known, isFenced) };
        var children = new List<RedisValue>();
        if (!held.Children.IsEmpty) next = next with { Sums = SumsCodec.Encode(await RolledUpAsync(entry, state, children).ConfigureAwait(false)) };
        var isAdmitted = producerToken is not null && !isFenced;
        if (isAdmitted) next = next.Admit(producerToken!, exclusive: entry is not null && held.Fence > entry.State.Fence);
        return new Step(new ApplyResult(producerToken is null || isAdmitted ? ApplyStatus.Applied : ApplyStatus.ProducerReplaced, state, []))
        {
            Next = next,
            Changes = [Accepted(state, null, [], null)],
            LeaseToken = isAdmitted ? producerToken : null,
            Orphan = next.Producers.IsEmpty ? OrphanMark.Now : OrphanMark.Clear, // its producer has a lease's time to come back
            Children = children,
            ForgetChildren = true,
            GivesBack = held.Position,
        };
    }

    /// <summary>
    /// Not all nodes could be asked what they hold of a pipeline that another primary wrote. Should one come that holds more, what it knows and what is accepted now must not bear the same
    /// positions: the pipeline goes on in an epoch of its own.
    /// </summary>
    private async ValueTask ContinueAsync(string id, string primary) => await _transactions.RunAsync(id, async (entry, _) =>
        entry is null || entry.Primary == primary ? Step.Only(ApplyStatus.Unchanged, entry) : await RestoredAsync(entry, entry.State, producerToken: null, entry).ConfigureAwait(false)).ConfigureAwait(false);

    /// <summary>What this node knows to have been accepted, and the copy lacks that goes on.</summary>
    private async ValueTask SayAgainAsync(PipelineState accepted)
    {
        var result = await _transactions.RunAsync(accepted.Id, entry =>
        {
            if (entry is null || ForkMerge.Of(entry.State, accepted, _options.TransitionsKept, _time.GetUtcNow()) is not [.., var last] outcomes) return Step.Only(ApplyStatus.Unchanged, entry);
            return new Step(new ApplyResult(last.Status, last.State, [.. outcomes.SelectMany(o => o.Transitions)]))
            {
                Next = entry with { State = last.State },
                Changes = [.. outcomes.Select(o => Accepted(o.State, o.Stage, o.Transitions, null))],
                IsNodes = true,
            };
        }).ConfigureAwait(false);
        if (result.Status == ApplyStatus.Applied) Tell((await AnnouncedAsync(result, isNew: false).ConfigureAwait(false)).Parents);
    }

    /// <summary>How far each producer had counted: as the copy says that is further on. Whoever the older copy alone knows is let in as before.</summary>
    private static ImmutableDictionary<string, ProducerRecord> Counted(Entry? entry, Entry? known, bool isFenced)
    {
        if (entry is null) return known?.Producers ?? ImmutableDictionary.Create<string, ProducerRecord>(StringComparer.Ordinal);
        if (known is null || isFenced) return entry.Producers;
        if (known.State.Fence > entry.State.Fence) return known.Producers;
        return entry.Producers.SetItems(known.Producers.Where(p => !entry.Producers.TryGetValue(p.Key, out var old) || p.Value.Sequence > old.Sequence));
    }

    /// <summary>Nothing was lost, or another one gave it back first.</summary>
    private static Step Known(Entry entry, PipelineState held, string? producerToken)
    {
        if (producerToken is null) return Step.Only(ApplyStatus.Unchanged, entry);
        if (held.Fence < entry.State.Fence) return Step.Only(ApplyStatus.ProducerReplaced, entry);
        return held.Fence > entry.State.Fence
            ? Admit(entry with { State = entry.State with { Fence = held.Fence } }, producerToken, exclusive: true)
            : Admit(entry, producerToken, exclusive: false);
    }

    /// <summary>A parent that is back finds those of its children that Redis still knows; the others stay nameless in its sums until they are heard of.</summary>
    private async ValueTask<RollUp> RolledUpAsync(Entry? entry, PipelineState state, List<RedisValue> children)
    {
        var sums = new RollUp(state);
        if (entry?.Sums is null) return sums;
        foreach (var (child, contribution) in await _store.ReadAllChildrenAsync(state.Id).ConfigureAwait(false))
        {
            sums.Take(child, contribution, wasCounted: true);
            children.Add(child);
            children.Add(SumsCodec.Encode(contribution));
        }

        return sums;
    }
}
