using System.Diagnostics.CodeAnalysis;

namespace Dpa.Realtime.Publishing;

/// <summary>The slots of a run's stages: a report is put in without a lock, all else is under the run's lock.</summary>
internal sealed class StageSlots
{
    private readonly Dictionary<string, StageSlot> _byId = new(StringComparer.Ordinal);
    private readonly SlotQueue _dirty = new();

    /// <summary>Whether a report may wait. Needs no lock.</summary>
    public bool HasReports => !_dirty.IsEmpty;

    /// <summary>Puts the slot in the queue where it is not in it yet. Needs no lock.</summary>
    public void Put(StageSlot slot)
    {
        if (slot.TryQueue()) _dirty.Put(slot);
    }

    /// <summary>The stage's slot; a new one follows the newest state.</summary>
    public StageSlot Of_NeedsLock(string stageId, PipelineState newest)
    {
        if (_byId.TryGetValue(stageId, out var slot)) return slot;
        slot = new StageSlot(stageId);
        slot.Follow(newest.FindStage(stageId));
        return _byId[stageId] = slot;
    }

    /// <summary>The next slot in which a report of a stage under way waits.</summary>
    public bool TryTake_NeedsLock([MaybeNullWhen(false)] out StageSlot slot)
    {
        while (_dirty.TryTake(out slot))
        {
            slot.Dequeued();
            if (slot is { IsDirty: true, IsClosed: false }) return true;
        }

        return false;
    }

    /// <summary>All reports that wait, as one change each.</summary>
    public IEnumerable<StageChange> TakeAll_NeedsLock(long ticks)
    {
        while (TryTake_NeedsLock(out var slot)) yield return slot.Take(new StageChange { Id = slot.Id }, ticks);
    }

    /// <summary>The same, left where they are.</summary>
    public IEnumerable<StageChange> PeekAll_NeedsLock(long ticks) =>
        _byId.Values
            .Where(s => s is { IsDirty: true, IsClosed: false })
            .Select(s => s.Peek(new StageChange { Id = s.Id }, ticks));

    /// <summary>The pipeline stops: what is not over gets that status.</summary>
    public void Close_NeedsLock(PipelineStatus status)
    {
        foreach (var slot in _byId.Values)
            if (!slot.IsOver) slot.Status = status;
    }

    /// <summary>
    /// After a refusal: the slots follow the backplane's state. Those of stages that it does not have, and
    /// that the application was not given, are dropped, so that refused names, however many, take no memory.
    /// </summary>
    public void Follow_NeedsLock(PipelineState newest)
    {
        foreach (var slot in _byId.Values)
        {
            var stage = newest.FindStage(slot.Id);
            slot.Follow(stage);
            if (stage is null && !slot.IsGiven) _byId.Remove(slot.Id);
        }
    }

    /// <summary>Those that this run has begun.</summary>
    public IEnumerable<StageSlot> Own_NeedsLock => _byId.Values.Where(s => s.IsOwn);

    public bool AreClosed_NeedsLock => _byId.Values.All(s => s.IsClosed);
}
