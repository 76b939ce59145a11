using System.Collections.Concurrent;
using System.Collections.Immutable;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Codecs;
using Dpa.Realtime.Redis.Diagnostics;
using Dpa.Realtime.Redis.Entries;
using Dpa.Realtime.Redis.Feeds;
using Dpa.Realtime.Redis.Links;
using Dpa.Realtime.Redis.Loss;
using Dpa.Realtime.Redis.Messages;

namespace Dpa.Realtime.Redis.Engine;

/// <summary>
/// Compare and set: the node merges from the entry that it knows. Redis accepts the result if the entry is unchanged;
/// otherwise it returns the newest entry and the node merges again.
/// </summary>
internal sealed class Transactions(
    EntryStore store, SlotTable slots, FeedTable feeds, SharedMarks marks, Generations generations, EpochSource epochs,
    KeyNames keys, RedisMetrics metrics, TimeProvider time, string node)
{
    private const int ConflictsBeforeTurn = 4;
    private static readonly TimeSpan OutdoneWait = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LeastWait = TimeSpan.FromMilliseconds(2);

    private readonly ConcurrentQueue<(string PipelineId, long Operation)> _unsure = new();
    private long _operations;

    public ValueTask<ApplyResult> RunAsync(string id, Func<StoredEntry?, Decision> decide, bool readFirst = false) =>
        RunAsync(id, (entry, _) => new ValueTask<Decision>(decide(entry)), readFirst);

    public async ValueTask<ApplyResult> RunAsync(
        string id, Func<StoredEntry?, PipelineSlot, ValueTask<Decision>> decide, bool readFirst = false)
    {
        var slot = slots.Of(id);
        string? primary = null;
        while (true)
        {
            Outcome outcome;
            await slot.Gate.WaitAsync().ConfigureAwait(false);
            try
            {
                if (readFirst) slot.Entry = null;
                outcome = await RunAsync(id, slot, decide, primary).ConfigureAwait(false);
            }
            finally
            {
                slot.Gate.Release();
            }

            if (outcome.Answer is { } answer) return answer;
            // Not under the gate: it waits for a write of this very slot.
            if (outcome.Stale is null) await Task.Delay(OutdoneWait, time).ConfigureAwait(false);
            else primary = await ComparedAsync(id, outcome.Stale, outcome.GivesBack).ConfigureAwait(false);
        }
    }

    private async ValueTask<string> ComparedAsync(string id, string primary, bool givesBack)
    {
        await generations.ComparedAsync(primary).ConfigureAwait(false);
        if (!givesBack && !generations.IsWhole(primary)) await ContinueAsync(id, primary).ConfigureAwait(false);
        return primary;
    }

    /// <summary>
    /// Not all nodes could be asked what they hold of a pipeline that another primary wrote.
    /// If a node with a newer state arrives later, its state and what is accepted now must not have the same positions.
    /// So the pipeline continues in a new epoch.
    /// </summary>
    private async ValueTask ContinueAsync(string id, string primary) => await RunAsync(id, async (entry, _) =>
    {
        if (entry is null || entry.Primary == primary) return Decision.Only(ApplyStatus.Unchanged, entry?.Entry);
        var children = entry.Entry.Children is null ? [] : await store.ReadAllChildrenAsync(id).ConfigureAwait(false);
        return Restoring.Continue(
            entry.Entry, epochs.After(entry.State.Position.Epoch), children, new Moment(time.GetUtcNow(), 0));
    }).ConfigureAwait(false);

    /// <summary>
    /// Finds the writes of this node whose answer was lost and that were made after all, with their transitions.
    /// </summary>
    public async ValueTask<List<AcceptedChange>> SettleAsync()
    {
        List<AcceptedChange> made = [];
        for (var left = _unsure.Count; left > 0 && _unsure.TryPeek(out var unsure); left--)
        {
            StoredEntry? entry;
            try
            {
                entry = await store.ReadAsync(unsure.PipelineId).ConfigureAwait(false);
            }
            catch (PipelineException e) when (RedisFailure.IsUnreadable(e))
            {
                entry = null; // another version has written it since
            }

            _unsure.TryDequeue(out _);
            if (entry is null || !entry.Nodes.TryGetValue(node, out var record)
                || record.Sequence != unsure.Operation)
                continue;
            made.Add(
                new AcceptedChange
                {
                    State = entry.State, Transitions = record.Again(unsure.Operation, entry.State).Transitions,
                });
        }

        return made;
    }

    private async ValueTask<Outcome> RunAsync(
        string id, PipelineSlot slot, Func<StoredEntry?, PipelineSlot, ValueTask<Decision>> decide, string? primary)
    {
        if (slot.Entry is null) Learn(slot, await store.ReadAsync(id).ConfigureAwait(false));
        var isChecked = false;
        for (var conflicts = 0; ;)
        {
            var decision = await decide(slot.Entry, slot).ConfigureAwait(false);
            if (decision.Next is null)
            {
                if (isChecked)
                {
                    slot.Contribute(decision);
                    return new Outcome(decision.Answer);
                }

                // Nothing is refused because of an entry that may be old.
                var read = await store.CheckAsync(id, primary).ConfigureAwait(false);
                if (read.Status != CommitStatus.Conflict) return Refused(slot, read, decision);
                Learn(slot, read.Newest);
                isChecked = true;
                continue;
            }

            var answer = await CommitAsync(
                    id, slot.Entry, decision, primary, wantsTurn: conflicts >= ConflictsBeforeTurn)
                .ConfigureAwait(false);
            if (answer.Status is CommitStatus.Stale or CommitStatus.Outdone)
                return Refused(slot, answer, decision);
            if (answer.Status == CommitStatus.Written)
            {
                var before = slot.Entry?.State;
                slot.Know(answer.Newest);
                slot.Contribute(decision);
                if (decision.LeaseToken is { } token)
                    slot.Producers[token] = (decision.Next.State.Fence, decision.Next.State.Position.Epoch);
                feeds.Deliver(id, before, decision.Changes);
                return new Outcome(decision.Answer);
            }

            if (answer.Status == CommitStatus.Conflict)
            {
                conflicts++;
                metrics.Conflicts.Add(1);
                Learn(slot, answer.Newest);
                isChecked = true;
            }

            if (answer.Turn <= TimeSpan.Zero) continue;
            metrics.Turns.Add(1);
            await Task.Delay(answer.Turn > LeastWait ? answer.Turn : LeastWait, time).ConfigureAwait(false);
        }
    }

    private static Outcome Refused(PipelineSlot slot, CommitAnswer answer, Decision decision)
    {
        slot.Entry = null;
        return new Outcome(null, answer.Primary, decision.Restores is not null);
    }

    private static void Learn(PipelineSlot slot, StoredEntry? entry)
    {
        slot.Know(entry);
        slot.Children.Clear();
    }

    private async ValueTask<CommitAnswer> CommitAsync(
        string id, StoredEntry? before, Decision decision, string? primary, bool wantsTurn)
    {
        var operation = decision.IsByNode ? Interlocked.Increment(ref _operations) : 0;
        var next = Next(before, decision.Next!);
        if (decision.IsByNode)
            next = next with { Nodes = next.Nodes.SetItem(node, Record(operation, decision.Changes)) };
        var request = new CommitRequest
        {
            PipelineId = id,
            Before = before,
            Next = next,
            Messages = await MessagesAsync(id, before?.State, decision.Changes).ConfigureAwait(false),
            LeaseToken = decision.LeaseToken,
            Orphan = decision.Orphan,
            Children = decision.Children,
            IsNewEpoch = decision.IsNewEpoch,
            WantsTurn = wantsTurn,
            Primary = primary,
            GivesBack = decision.Restores,
        };
        try
        {
            return await store.CommitAsync(request).ConfigureAwait(false);
        }
        catch (PipelineException) when (decision.IsByNode && decision.Changes.Any(c => !c.Transitions.IsEmpty))
        {
            _unsure.Enqueue((id, operation));
            throw;
        }
    }

    private StoredEntry Next(StoredEntry? before, Entry next) =>
        before is null
            ? new StoredEntry { Tag = store.NewTag(), Entry = next }
            : before with
            {
                Tag = store.NewTag(), Entry = next,
            };

    private async ValueTask<IReadOnlyList<byte[]>> MessagesAsync(
        string id, PipelineState? before, ImmutableArray<AcceptedChange> changes)
    {
        if (changes.IsEmpty) return [];
        var secret = await marks.SecretAsync().ConfigureAwait(false);
        var channel = keys.Changes(id);
        var messages = new List<byte[]>(changes.Length);
        foreach (var change in changes)
        {
            messages.Add(
                Envelope.Seal(
                    secret, channel, MessageKind.Change, node,
                    ChangeMessageCodec.Encode(before, change, time.GetTimestamp())));
            before = change.State;
        }

        return messages;
    }

    private static ProducerRecord Record(long operation, ImmutableArray<AcceptedChange> changes)
    {
        ImmutableArray<PipelineTransition> transitions = [.. changes.SelectMany(c => c.Transitions)];
        return new ProducerRecord(
            operation, ApplyStatus.Applied, transitions.IsEmpty ? 0 : transitions[0].Number, transitions.Length, null);
    }

    /// <summary>
    /// An answer, or what prevents it: an entry of another primary, or another node that holds a newer state.
    /// </summary>
    private readonly record struct Outcome(ApplyResult? Answer, string? Stale = null, bool GivesBack = false);
}
