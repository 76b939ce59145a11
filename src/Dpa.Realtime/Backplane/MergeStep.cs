using System.Collections.Immutable;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Backplane;

/// <summary>One merge under way: the state as it was, what has changed so far, and the transitions that came of it.</summary>
internal sealed class MergeStep
{
    private readonly PipelineState _state;
    private readonly DateTimeOffset _now;
    private readonly long _version;
    private readonly ImmutableArray<PipelineTransition>.Builder _transitions = ImmutableArray.CreateBuilder<PipelineTransition>();
    private PipelineState _next;
    private string? _onlyStage;
    private int _changedStages;
    private bool _ownFieldsChanged;
    private bool _stageAdded;

    public MergeStep(PipelineState state, DateTimeOffset now)
    {
        _state = _next = state;
        _now = now > state.Timestamp ? now : state.Timestamp; // time never goes back within a pipeline, whatever the clock does
        _version = state.Position.Version + 1;
    }

    public MergeOutcome? Refuse(PipelineChange change)
    {
        if (change.Status is not null || change.NewAttempt) return null;
        if (_state.IsEnded) return Refused(ApplyStatus.IllegalTransition, $"The pipeline is {StatusNames.Of(_state.Status)}. Call ContinueAsync for a new attempt.");
        if (_state.Status == PipelineStatus.Interrupted && !change.Stages.IsEmpty)
            return Refused(ApplyStatus.IllegalTransition, "The pipeline is interrupted. Call ContinueAsync before reporting.");
        return null;
    }

    public MergeOutcome? MergeStage(StageChange change)
    {
        var index = IndexOf(change.Id);
        var isNew = index < 0;
        if (isNew)
        {
            if (_next.Stages.Length >= WireBounds.MaxStages) return Refused(ApplyStatus.TooLarge, $"A pipeline has at most {WireBounds.MaxStages} stages. Merge small ones, or use child pipelines.");
            _next = _next with { Stages = _next.Stages.Add(PipelineMerge.NewStage(_state.Id, change.Definition ?? new StageDefinition(change.Id), _version)) };
            _stageAdded = true;
            index = _next.Stages.Length - 1;
        }

        var old = _next.Stages[index];
        if (!isNew && change.ExpectedVersion < old.Version) return Refused(ApplyStatus.Conflict, $"Another producer changed the stage '{old.Id}'. Read the state again, or report different stages.");
        if (change.Status is { } to && to != old.Status && !StatusRules.IsLegalForStage(old.Status, to))
            return Refused(ApplyStatus.IllegalTransition, $"The stage '{old.Id}' cannot go from {StatusNames.Of(old.Status)} to {StatusNames.Of(to)}.");
        if (change is { Status: null, NewAttempt: false, Warning: false } && old.Status != PipelineStatus.Processing)
            return Refused(ApplyStatus.IllegalTransition, $"The stage '{old.Id}' is {StatusNames.Of(old.Status)}. Call StartStageAsync before reporting.");
        Put(index, old, StageMerge.Apply(old, change, _now));
        return null;
    }

    public void EndOpenStages(PipelineChange change)
    {
        for (var i = 0; i < _next.Stages.Length; i++)
        {
            var old = _next.Stages[i];
            if (StageEnding.Of(old.Status, change.Status) is not { } to) continue;
            var error = to == PipelineStatus.Failed ? change.Error : null;
            var message = to == PipelineStatus.Failed ? change.Error?.Message : null;
            Put(i, old, StageMerge.Apply(old, new StageChange { Id = old.Id, Status = to, Error = error, Message = message }, _now));
        }
    }

    public MergeOutcome? MergePipeline(PipelineChange change)
    {
        var to = change.Status ?? ImpliedStatus();
        if (to is { } status && status != _state.Status && !StatusRules.IsLegalForPipeline(_state.Status, status))
            return Refused(ApplyStatus.IllegalTransition, $"A pipeline cannot go from {StatusNames.Of(_state.Status)} to {StatusNames.Of(status)}.");
        var next = _next with { Eta = change.Eta ?? _next.Eta, Stalled = change.Stalled ?? (_next.Stalled && _changedStages == 0 && to is null) };
        if (change.Message is not null) next = next with { Message = WireBounds.Cut(change.Message, WireBounds.MaxMessage) };
        var moves = to is not null && to != _state.Status;
        var newAttempt = change.NewAttempt || (moves && StatusRules.IsEnd(_state.Status));
        if (moves || newAttempt)
        {
            next = next with
            {
                Status = to ?? _state.Status,
                Attempt = _state.Attempt + (newAttempt ? 1 : 0),
                Error = to == PipelineStatus.Failed ? change.Error : null,
                Message = WireBounds.Cut(change.Message, WireBounds.MaxMessage),
                Eta = change.Eta,
            };
        }

        if (moves || newAttempt || change.Warning) Count(null, _state.Status, next.Status, next.Attempt, newAttempt, change.Message);
        _ownFieldsChanged = moves || newAttempt || change.Warning || next.Stalled != _state.Stalled || next.Message != _state.Message || next.Eta != _state.Eta;
        _next = next;
        return null;
    }

    public MergeOutcome Finish(int transitionsKept)
    {
        if (_changedStages == 0 && !_ownFieldsChanged) return new MergeOutcome(ApplyStatus.Unchanged, _state, null, [], null);
        var fresh = _state.Status == PipelineStatus.Completed && _next.Attempt > _state.Attempt;
        var overall = OverallProgress.Of(_next);
        _next = _next with
        {
            Position = _state.Position with { Version = _version },
            Transition = _state.Transition + _transitions.Count,
            Transitions = Keep(_state.Transitions, transitionsKept),
            OverallProgress = fresh ? overall : Math.Max(overall, _state.OverallProgress),
            CurrentStage = PipelineMerge.CurrentStage(_next),
            Timestamp = _now,
        };
        var stage = _changedStages == 1 && !_ownFieldsChanged && !_stageAdded ? _onlyStage : null;
        return new MergeOutcome(ApplyStatus.Applied, _next, stage, _transitions.ToImmutable(), null);
    }

    /// <summary>A stage that begins sets a waiting pipeline going.</summary>
    private PipelineStatus? ImpliedStatus()
    {
        if (_state.Status != PipelineStatus.Pending || _changedStages == 0) return null;
        foreach (var stage in _next.Stages)
            if (stage.Status == PipelineStatus.Processing && stage.Version == _version) return PipelineStatus.Processing;
        return null;
    }

    private void Put(int index, StageState old, StageMerge.Result merged)
    {
        if (merged.Stage == old && !merged.IsTransition) return;
        _next = _next with { Stages = _next.Stages.SetItem(index, merged.Stage with { Version = _version }) };
        _changedStages += _onlyStage == old.Id ? 0 : 1;
        _onlyStage = old.Id;
        if (merged.IsTransition) Count(old.Id, old.Status, merged.Stage.Status, merged.Stage.Attempt, merged.IsNewAttempt, merged.Stage.Message);
    }

    private void Count(string? stage, PipelineStatus from, PipelineStatus to, int attempt, bool newAttempt, string? message) => _transitions.Add(new PipelineTransition
    {
        Number = _state.Transition + _transitions.Count + 1,
        Version = _version,
        Stage = stage,
        From = from,
        To = to,
        Attempt = attempt,
        IsNewAttempt = newAttempt,
        Timestamp = _now,
        Message = WireBounds.Cut(message, WireBounds.MaxMessage),
    });

    private ImmutableArray<PipelineTransition> Keep(ImmutableArray<PipelineTransition> held, int kept)
    {
        if (_transitions.Count == 0) return held;
        var all = held.AddRange(_transitions);
        return all.Length <= kept ? all : all.RemoveRange(0, all.Length - kept);
    }

    private int IndexOf(string id)
    {
        for (var i = 0; i < _next.Stages.Length; i++)
            if (string.Equals(_next.Stages[i].Id, id, StringComparison.Ordinal)) return i;
        return -1;
    }

    private MergeOutcome Refused(ApplyStatus status, string reason) => new(status, _state, null, [], reason);
}
