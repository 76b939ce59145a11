using Dpa.Realtime.Backplane;
using Dpa.Realtime.Publishing;

namespace Dpa.Realtime.Connections;

/// <summary>
/// Reads states for a caller: from the backplane, else from the archive, whose state is restored only for those who may
/// see it.
/// </summary>
internal sealed class VisibleStates(IBackplane backplane, ArchiveLookup archive, AccessCheck access)
{
    /// <summary>One pipeline.</summary>
    public async ValueTask<VisibleState> ReadAsync(Caller caller, string pipelineId, CancellationToken callerGone) =>
        (await ReadAsync(caller, [pipelineId], callerGone).ConfigureAwait(false))[0];

    /// <summary>Several, in their order.</summary>
    public async ValueTask<VisibleState[]> ReadAsync(
        Caller caller, IReadOnlyList<string> pipelineIds, CancellationToken callerGone)
    {
        var states = await backplane.ReadAsync(pipelineIds, callerGone).ConfigureAwait(false);
        var may = await access.MayReadManyAsync(caller, states, callerGone).ConfigureAwait(false);
        var visible = new Dictionary<string, VisibleState>(StringComparer.Ordinal);
        for (var i = 0; i < may.Length; i++) visible[states[i].Id] = VisibleState.Of(states[i], may[i]);
        if (pipelineIds.Count > 1)
        {
            // Only what is not there is looked for in the archive, and may be called "not found" after that.
            var left = pipelineIds.Where(id => !visible.ContainsKey(id)).ToArray();
            foreach (var id in await LeftOut.ButThereAsync(backplane, left, callerGone).ConfigureAwait(false))
                visible[id] = new(Access.Unknown);
        }

        var answers = new VisibleState[pipelineIds.Count];
        await Bounded
            .ForEachAsync(answers.Length, AccessCheck.AtOnce, async i =>
                answers[i] = visible.TryGetValue(pipelineIds[i], out var found)
                    ? found
                    : await OfArchiveAsync(caller, pipelineIds[i], callerGone).ConfigureAwait(false))
            .ConfigureAwait(false);
        callerGone.ThrowIfCancellationRequested();
        return answers;
    }

    private async Task<VisibleState> OfArchiveAsync(Caller caller, string pipelineId, CancellationToken callerGone)
    {
        var found = await archive.FindAsync(pipelineId, caller.UserId, callerGone).ConfigureAwait(false);
        if (!found.IsKnown) return new(Access.Unknown);
        if (found.Value is not { } held) return new(Access.Denied);
        var may = await access.MayReadAsync(caller, held, callerGone).ConfigureAwait(false);
        if (may != Access.Allowed) return new(may);
        // It may have been started again, for somebody else, in between.
        if (await archive.RestoreAsync(held, callerGone).ConfigureAwait(false) is not { } state)
            return new(Access.Denied);
        return VisibleState.Of(state, await access.MayReadAsync(caller, state, callerGone).ConfigureAwait(false));
    }
}
