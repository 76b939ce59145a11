using System.Collections.Immutable;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Codecs;
using Dpa.Realtime.Engine;
using Dpa.Realtime.Redis.Diagnostics;
using Dpa.Realtime.Redis.Messages;

namespace Dpa.Realtime.Redis.Entries;

/// <summary>
/// Compare and set over Redis. A decision is made from the entry that this node knows; Redis accepts it if the entry is
/// unchanged, and otherwise returns the newest.
/// </summary>
internal sealed class RedisCommits(
    EntryStore store, SlotTable slots, WatchList watch, SharedMarks marks, IPrimaries primaries, KeyNames keys,
    RedisMetrics metrics, TimeProvider time, string node) : ICommitStore
{
    public EntryStore Store => store;

    public IPrimaries Primaries => primaries;

    public RedisMetrics Metrics => metrics;

    public TimeProvider Time => time;

    public async ValueTask<StoredPipeline?> FindAsync(string id) =>
        (await store.ReadAsync(id).ConfigureAwait(false))?.Pipeline;

    public ICommitSession Enter(string id, bool isFresh) => new RedisCommitSession(this, slots.Of(id), isFresh);

    /// <param name="id">The pipeline.</param>
    /// <param name="before">The entry that the decision was made from; null if there was none.</param>
    /// <param name="decision">What is written.</param>
    /// <param name="primary">The primary under which the nodes have compared what they hold, or null.</param>
    /// <param name="wantsTurn">Whether it has lost often.</param>
    public async ValueTask<CommitAnswer> CommitAsync(
        string id, StoredEntry? before, Decision decision, string? primary, bool wantsTurn)
    {
        // A hint, so it comes first. A parent that its children begin may have no producer that renews a lease.
        if (decision.Children.Count > 0 && !decision.IsNewEpoch && Begins(before?.State, decision.Next!.State))
            await watch.SetAsync([id]).ConfigureAwait(false);
        var messages = await MessagesAsync(id, before?.State, decision.Changes).ConfigureAwait(false);
        return await store.CommitAsync(id, before, decision, messages, primary, wantsTurn).ConfigureAwait(false);
    }

    private static bool Begins(PipelineState? before, PipelineState next) =>
        next.Status == PipelineStatus.Processing && before?.Status != PipelineStatus.Processing;

    private async ValueTask<IReadOnlyList<byte[]>> MessagesAsync(
        string id, PipelineState? before, ImmutableArray<AcceptedChange> changes)
    {
        if (changes.IsEmpty) return [];
        var secret = await marks.SecretAsync().ConfigureAwait(false);
        var channel = keys.Changes(id);
        var messages = new List<byte[]>(changes.Length);
        foreach (var change in changes)
        {
            var content = ChangeMessageCodec.Encode(before, change, time.GetTimestamp());
            messages.Add(Envelope.Seal(secret, channel, MessageKind.Change, node, content));
            before = change.State;
        }

        return messages;
    }
}
