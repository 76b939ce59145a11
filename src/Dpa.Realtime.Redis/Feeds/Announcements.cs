using System.Collections.Concurrent;
using System.Collections.Immutable;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Engine;

namespace Dpa.Realtime.Redis.Feeds;

/// <summary>What follows an accepted change beside its own entry: the owner's list, and the parent.</summary>
internal sealed class Announcements(OwnerTopic owners, OwnerList list, Parents parents)
{
    // starts and ends that are still missing in the sets and lists of their owners
    private readonly ConcurrentDictionary<string, PipelineState> _late = new(StringComparer.Ordinal);
    // changes of a status of which their owners' lists were not notified
    private readonly ConcurrentDictionary<(string Owner, string Id), bool> _lateNotices = new();

    /// <summary>A repetition changes nothing.</summary>
    public async ValueTask<ApplyResult> AnnouncedAsync(Decision decision, bool isNew)
    {
        var result = decision.Answer;
        if (result.Status != ApplyStatus.Applied) return result;
        var state = result.State!;
        if (decision.Replaced is { } before && PipelineCommit.LeavesList(before, state))
            _ = NotifyAsync(before.Owner, before.Id);
        if (state.ParentId is not null)
        {
            var answer = await parents.CountAsync(result, null).ConfigureAwait(false);
            await AnnounceAncestorsAsync(answer.Parents).ConfigureAwait(false);
            return answer;
        }

        if (isNew) await AnnounceAsync(state).ConfigureAwait(false);
        else await AnnounceAsync(state, result.Transitions).ConfigureAwait(false);
        return result;
    }

    /// <summary>
    /// What these changes of ancestors, each of which comes here once, change on the lists of their owners.
    /// </summary>
    public async ValueTask AnnounceAncestorsAsync(IReadOnlyCollection<AcceptedChange> changes)
    {
        var some = changes.Where(c => c.State.ParentId is null).GroupBy(c => c.State.Id, StringComparer.Ordinal);
        foreach (var one in some)
            await AnnounceAsync(one.MaxBy(c => c.State.Position)!.State, [.. one.SelectMany(c => c.Transitions)])
                .ConfigureAwait(false);
    }

    /// <summary>What these transitions of the pipeline change on its owner's lists.</summary>
    public ValueTask AnnounceAsync(PipelineState state, ImmutableArray<PipelineTransition> transitions)
    {
        if (Decision.ReachesOrLeavesEnd(transitions)) return AnnounceAsync(state);
        if (Decision.ChangesStatus(transitions)) _ = NotifyAsync(state.Owner, state.Id);
        return default;
    }

    /// <summary>The change is already accepted. The sweep repeats what fails.</summary>
    private async ValueTask AnnounceAsync(PipelineState state)
    {
        _late.TryRemove(state.Id, out _);
        try
        {
            var listed = list.PutAsync(state).AsTask();
            var announced = state.IsEnded
                ? owners.RemoveAsync(state.Owner, state.Id)
                : owners.AnnounceAsync(state.Owner, state.Id);
            await Task.WhenAll(listed, announced.AsTask()).ConfigureAwait(false);
            if (state.IsEnded) _ = NotifyAsync(state.Owner, state.Id);
        }
        catch (PipelineException)
        {
            _late[state.Id] = state; // counted and logged by the link
        }
    }

    public async ValueTask RetryAsync()
    {
        foreach (var (_, state) in _late) await AnnounceAsync(state).ConfigureAwait(false);
        foreach (var (notice, _) in _lateNotices)
            if (_lateNotices.TryRemove(notice, out _))
                await NotifyAsync(notice.Owner, notice.Id).ConfigureAwait(false);
    }

    /// <summary>
    /// Nobody waits for it, except the sweep, which repeats what fails. One that is lost with its node is made up for
    /// by the change itself, on the nodes that receive it.
    /// </summary>
    private async Task NotifyAsync(string owner, string id)
    {
        try
        {
            await owners.NotifyOfStatusAsync(owner, id).ConfigureAwait(false);
        }
        catch (PipelineException)
        {
            _lateNotices[(owner, id)] = true; // counted and logged by the link
        }
    }
}
