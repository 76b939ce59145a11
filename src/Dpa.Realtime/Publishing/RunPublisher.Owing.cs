using System.Collections.Immutable;
using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Publishing;

/// <content>After a loss: the run reports again what the restored state lacks.</content>
internal sealed partial class RunPublisher
{
    private PipelineChange? _owed; // sent before everything that waits

    /// <summary>
    /// Compares with the pipeline's current state. A run that has nothing to report would otherwise never detect that
    /// its last reports were lost.
    /// </summary>
    public void Compare(PipelineState newest)
    {
        lock (_lock)
        {
            if (_isReplaced || _isLeft) return;
            if (_news is { } news && newest.Position > _state.Position) news.TrySetResult();
            Owe(newest);
            if (_owed is null) return;
        }

        Start();
    }

    /// <summary>Under the lock, before the newest state is taken over.</summary>
    private void Owe(PipelineState newest)
    {
        if (
            newest.Continues is null
            || string.Equals(newest.Position.Epoch, _state.Position.Epoch, StringComparison.Ordinal))
            return;
        var stages = OwedStages.Of(_state, newest, _slots.Values.Where(s => s.IsOwn).Select(s => s.Id));
        // An answer that this run has taken may be one that the restored copy does not know.
        PipelineStatus? goesOn =
            (newest.Status, _state.Status) is (PipelineStatus.Waiting, PipelineStatus.Processing) && MayClose(newest)
                ? PipelineStatus.Processing
                : null;
        var attributes = OwedAttributes(newest);
        _owed =
            stages.IsEmpty && goesOn is null && attributes is null
                ? null
                : Change() with { Stages = stages, Status = goesOn, Attributes = attributes };
    }

    /// <summary>Under the lock. Producers beside this one may have changed those that are there.</summary>
    private ImmutableSortedDictionary<string, string?>? OwedAttributes(PipelineState newest) =>
        newest.IsEnded ? null
        : _isJoined ? AttributeMerge.Lacking(newest.Attributes, _state.Attributes)
        : AttributeMerge.Between(newest.Attributes, _state.Attributes);

    /// <summary>
    /// Under the lock. Whether the open question is one that this run has done with: what it asks now, and what another
    /// producer asks beside it, stays open.
    /// </summary>
    private bool MayClose(PipelineState newest) =>
        _asks is null
        && (!_isJoined || string.Equals(newest.Question?.AskedBy, Token, StringComparison.Ordinal));

    /// <summary>Under the lock.</summary>
    private bool TryTakeOwed(out PipelineChange owed)
    {
        owed = _owed!;
        _owed = null;
        return owed is not null;
    }
}
