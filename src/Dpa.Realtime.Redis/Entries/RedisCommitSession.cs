using System.Collections.Immutable;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Engine;

namespace Dpa.Realtime.Redis.Entries;

/// <summary>
/// One run of the loop over an entry. This node works on it alone meanwhile: parallel writes would only conflict.
/// </summary>
internal sealed class RedisCommitSession(RedisCommits commits, PipelineSlot slot, bool isFresh) : ICommitSession
{
    private const int ConflictsBeforeTurn = 4;
    private static readonly TimeSpan OutdoneWait = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LeastWait = TimeSpan.FromMilliseconds(2);

    private string? _primary; // under which the nodes have compared
    private int _conflicts;
    private bool _isInside;
    private bool _isRead; // or known from an earlier run
    private bool _isNewest;

    public async ValueTask<StoredPipeline?> ReadAsync(string id, IReadOnlyCollection<string> parts)
    {
        if (!_isInside)
        {
            await slot.Gate.WaitAsync().ConfigureAwait(false);
            (_isInside, _isNewest, _conflicts) = (true, false, 0);
            _isRead = slot.Entry is not null && !isFresh;
        }

        if (!_isRead) Learn(await commits.Store.ReadAsync(id).ConfigureAwait(false));
        if (slot.Entry is not { } entry) return null;
        if (parts.Count == 0 && parts != CommitLoop.AllParts) return entry.Pipeline;
        return new StoredPipeline(entry.Record)
        {
            Primary = entry.Primary,
            Children = await ChildrenAsync(id, entry, parts).ConfigureAwait(false),
        };
    }

    public async ValueTask<CommitResult> CheckAsync(string id, Decision decision)
    {
        if (_isNewest)
        {
            slot.Contribute(decision);
            return CommitResult.Written;
        }

        // Nothing is refused because of an entry that may be old.
        var answer = await commits.Store.CheckAsync(id, _primary).ConfigureAwait(false);
        if (answer.Status != CommitStatus.Conflict) return await RefusedAsync(answer, decision).ConfigureAwait(false);
        LearnNewest(answer.Newest);
        return CommitResult.Conflict;
    }

    public async ValueTask<CommitResult> CommitAsync(string id, StoredPipeline? before, Decision decision)
    {
        var wantsTurn = _conflicts >= ConflictsBeforeTurn;
        var answer = await commits.CommitAsync(id, slot.Entry, decision, _primary, wantsTurn).ConfigureAwait(false);
        switch (answer.Status)
        {
            case CommitStatus.Stale or CommitStatus.Outdone:
                return await RefusedAsync(answer, decision).ConfigureAwait(false);
            case CommitStatus.Written:
                slot.Know(answer.Newest);
                slot.Contribute(decision);
                if (decision.LeaseToken is { } token)
                    slot.Producers[token] = (decision.Next!.State.Fence, decision.Next.State.Position.Epoch);
                return CommitResult.Written;
            case CommitStatus.Conflict:
                _conflicts++;
                commits.Metrics.Conflicts.Add(1);
                LearnNewest(answer.Newest);
                break;
        }

        if (answer.Turn <= TimeSpan.Zero) return CommitResult.Conflict;
        commits.Metrics.Turns.Add(1);
        await Task.Delay(answer.Turn > LeastWait ? answer.Turn : LeastWait, commits.Time).ConfigureAwait(false);
        return CommitResult.Conflict;
    }

    public bool IsStale(StoredPipeline stored) => stored.Primary != _primary;

    public void Leave()
    {
        if (!_isInside) return;
        _isInside = false;
        slot.Gate.Release();
    }

    /// <summary>
    /// Another primary wrote the entry, or another node holds a newer state. If not all nodes could be asked what they
    /// hold, one that holds a newer state may come later: what is accepted now must not have the same positions.
    /// </summary>
    private async ValueTask<CommitResult> RefusedAsync(CommitAnswer answer, Decision decision)
    {
        slot.Entry = null;
        Leave(); // it waits for a write of this very slot
        if (answer.Primary is not { } primary)
        {
            await Task.Delay(OutdoneWait, commits.Time).ConfigureAwait(false);
            return CommitResult.Conflict;
        }

        await commits.Primaries.ComparedAsync(primary).ConfigureAwait(false);
        _primary = primary;
        var mayHaveMore = decision.Restores is null && !commits.Primaries.IsWhole(primary);
        return mayHaveMore ? CommitResult.Stale : CommitResult.Conflict;
    }

    private void LearnNewest(StoredEntry? entry)
    {
        Learn(entry);
        _isNewest = true;
    }

    private void Learn(StoredEntry? entry)
    {
        slot.Know(entry);
        slot.Children.Clear();
        _isRead = true;
    }

    /// <summary>
    /// Reads the parts of those children that this node does not know. If the parent changes meanwhile, the commit
    /// fails and they are read again.
    /// </summary>
    private async ValueTask<IReadOnlyDictionary<string, ChildContribution>> ChildrenAsync(
        string id, StoredEntry parent, IReadOnlyCollection<string> names)
    {
        var hasAny = parent.Entry.Children is not null;
        if (names == CommitLoop.AllParts)
            return hasAny ? await commits.Store.ReadAllChildrenAsync(id).ConfigureAwait(false) : None;
        if (!hasAny) return slot.Children;
        if (slot.Children.Count > PipelineSlot.MaxChildren) slot.Children.Clear();
        string[] unknown = [.. names.Where(c => !slot.Children.ContainsKey(c))];
        if (unknown.Length == 0) return slot.Children;
        var read = await commits.Store.ReadChildrenAsync(id, unknown).ConfigureAwait(false);
        foreach (var (name, contribution) in read) slot.Children[name] = contribution;
        return slot.Children;
    }

    private static ImmutableDictionary<string, ChildContribution> None { get; } =
        ImmutableDictionary.Create<string, ChildContribution>(StringComparer.Ordinal);
}
