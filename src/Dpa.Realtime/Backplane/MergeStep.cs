using System.Collections.Immutable;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Backplane;

/// <summary>
/// One merge under way: the state as it was, what has changed so far, and the transitions that came of it.
/// </summary>
internal ref struct MergeStep
{
    private readonly PipelineState _state;
    private readonly DateTimeOffset _now;
    private readonly long _version;
    private ImmutableArray<PipelineTransition> _transitions = []; // progress brings none
    private StageList _stages;
    private StageState[]? _written; // the array that this merge has made of them
    private int _growth; // of the bytes that the stages take at most
    private OwnFields _own; // the pipeline's, as they will be
    private string? _onlyStage;
    private int _changedStages;
    private bool _ownFieldsChanged;
    private bool _stageAdded;
    private string? _late; // why a stage's progress was left out

    public MergeStep(PipelineState state, DateTimeOffset now)
    {
        _state = state;
        _stages = state.StageList;
        // time never goes back within a pipeline, whatever the clock does
        _now = now > state.Timestamp ? now : state.Timestamp;
        _version = state.Position.Version + 1;
    }

    public MergeOutcome? Refuse(PipelineChange change)
    {
        var to = change.Status ?? _state.Status;
        if (StatusRules.IsBeginning(to))
            return null;
        if (change.NewAttempt)
            return Refused(ApplyStatus.IllegalTransition, "A new attempt begins as processing or pending.");
        if (_state.IsEnded)
        {
            return change.Status == _state.Status
                ? Answer(ApplyStatus.Unchanged, null) // reported twice
                : Refused(
                    ApplyStatus.IllegalTransition,
                    $"The pipeline is {StatusNames.Of(_state.Status)}. Call ContinueAsync for a new attempt.");
        }

        if (_state.Status == PipelineStatus.Interrupted && change.Status is null && !change.Stages.IsEmpty)
            return Refused(
                ApplyStatus.IllegalTransition, "The pipeline is interrupted. Call ContinueAsync before reporting.");
        return null;
    }

    public MergeOutcome? MergeStage(StageChange change)
    {
        var index = _stages.IndexOf(change.Id);
        var isNew = index < 0;
        var old = isNew
            ? PipelineMerge.NewStage(_state.Id, change.Definition ?? new StageDefinition(change.Id), _version)
            : _stages[index];
        if (change is { Status: null, NewAttempt: false, Warning: false } && old.Status != PipelineStatus.Processing)
        {
            _late = $"The stage '{old.Id}' is {StatusNames.Of(old.Status)}. Call StartStageAsync before reporting.";
            return null;
        }

        if (isNew && _stages.Count >= WireBounds.MaxStages)
            return Refused(
                ApplyStatus.TooLarge,
                $"A pipeline has at most {WireBounds.MaxStages} stages. Merge small ones, or use child pipelines.");
        if (!isNew && change.ExpectedVersion < old.Version)
            return Refused(
                ApplyStatus.Conflict,
                $"Another producer changed the stage '{old.Id}'. Read the state again, or report different stages.");
        var to = change.Status ?? old.Status;
        if (!StatusRules.IsLegalForStage(old.Status, to, change.NewAttempt))
            return Refused(
                ApplyStatus.IllegalTransition,
                $"The stage '{old.Id}' cannot go from {StatusNames.Of(old.Status)} to {StatusNames.Of(to)}.");
        if (isNew)
            index = Add(old);
        Put(index, old, StageMerge.Apply(old, change, _version, _now));
        return null;
    }

    public void EndOpenStages(PipelineChange change)
    {
        for (var i = 0; i < _stages.Count; i++)
        {
            var old = _stages[i];
            if (StageEnding.Of(old.Status, change.Status) is not { } to) continue;
            var error = to == PipelineStatus.Failed ? change.Error : null;
            var end = new StageChange { Id = old.Id, Status = to, Error = error, Message = error?.Message };
            Put(i, old, StageMerge.Apply(old, end, _version, _now));
        }
    }

    public MergeOutcome? MergePipeline(PipelineChange change)
    {
        var to = change.Status ?? ImpliedStatus() ?? _state.Status;
        if (QuestionMerge.Refusal(_state, change, _stages) is { } reason)
            return Refused(ApplyStatus.IllegalTransition, reason);
        if (!StatusRules.IsLegalForPipeline(_state.Status, to))
            return Refused(
                ApplyStatus.IllegalTransition,
                $"A pipeline cannot go from {StatusNames.Of(_state.Status)} to {StatusNames.Of(to)}.");
        var attributes = AttributeMerge.After(_state.Attributes, change.Attributes);
        if (!ReferenceEquals(attributes, _state.Attributes) && AttributeMerge.Excess(attributes) is { } excess)
            return Refused(ApplyStatus.TooLarge, excess);
        var moves = to != _state.Status;
        var newAttempt = change.NewAttempt || (moves && _state.IsEnded);
        var question = QuestionMerge.Open(_state, change, to, newAttempt);
        LeaveWaiting(question, to);
        var message = WireBounds.Cut(change.Message, WireBounds.MaxMessage);
        _own = new OwnFields(
            Status: to,
            Attempt: _state.Attempt + (newAttempt ? 1 : 0),
            Message: message ?? (moves || newAttempt ? null : _state.Message),
            Estimate: change.Eta is not null ? change.Estimate : moves || newAttempt ? default : _state.Estimate,
            Error: moves || newAttempt ? Error(to, change) : _state.Error,
            Stalled: change.Stalled ?? (_state.Stalled && _changedStages == 0 && !moves),
            Question: question,
            Answers: QuestionMerge.Answers(_state, change, newAttempt),
            Definition: _state.Definition.With(attributes, change.Result ?? (newAttempt ? null : _state.Result)));
        if (change.Warning)
            Count(null, _state.Status, _state.Status, _state.Attempt, false, message);
        if (moves || newAttempt)
            Count(null, _state.Status, to, _own.Attempt, newAttempt, message);
        _ownFieldsChanged =
            moves
            || newAttempt
            || change.Warning
            || _own.Stalled != _state.Stalled
            || _own.Message != _state.Message
            || _own.Estimate != _state.Estimate
            || !ReferenceEquals(_own.Question, _state.Question)
            || _own.Answers != _state.Answers
            || !ReferenceEquals(_own.Definition, _state.Definition);
        return null;
    }

    public MergeOutcome Finish(int transitionsKept)
    {
        if (_changedStages == 0 && !_ownFieldsChanged)
            return _late is null ? Answer(ApplyStatus.Unchanged, null) : Refused(ApplyStatus.IllegalTransition, _late);
        var fresh = _state.Status == PipelineStatus.Completed && _own.Attempt > _state.Attempt;
        var overall = OverallProgress.Of(_state, _own.Status, _stages);
        var next = _state with
        {
            Definition = _own.Definition,
            Status = _own.Status,
            Attempt = _own.Attempt,
            Message = _own.Message,
            Estimate = _own.Estimate,
            Error = _own.Error,
            Stalled = _own.Stalled,
            Question = _own.Question,
            Answers = _own.Answers,
            StageList = _stages,
            StagesJsonBytes = _state.StagesJsonBytes + _growth,
            Position = _state.Position with { Version = _version },
            Transition = _state.Transition + _transitions.Length,
            History = _state.History.Append(_transitions, transitionsKept),
            OverallProgress = fresh ? overall : Math.Max(overall, _state.OverallProgress),
            CurrentStage = HasMoved
                ? PipelineMerge.CurrentStage(_own.Status, _stages)
                : _state.CurrentStage,
            Timestamp = _now,
        };
        // A stage_update can carry one transition, but not a new stage's name and weight.
        var isOneStage = _changedStages == 1 && !_ownFieldsChanged && !_stageAdded && _transitions.Length <= 1;
        return new MergeOutcome(ApplyStatus.Applied, next, isOneStage ? _onlyStage : null, _transitions, null);
    }

    /// <summary>Whether any status may differ from before: each such move is counted.</summary>
    private readonly bool HasMoved => _stageAdded || !_transitions.IsEmpty;

    /// <summary>
    /// A stage that begins sets a pending pipeline going; so does one that asked and does not wait any more.
    /// </summary>
    private PipelineStatus? ImpliedStatus()
    {
        if (_changedStages > 0 && QuestionMerge.IsLeft(_state, _stages)) return PipelineStatus.Processing;
        if (_state.Status != PipelineStatus.Pending || _changedStages == 0) return null;
        for (var i = 0; i < _stages.Count; i++)
            if (_stages[i] is { Status: PipelineStatus.Processing } stage && stage.Version == _version)
                return PipelineStatus.Processing;
        return null;
    }

    /// <summary>A stage waits with its question alone: without it, it goes on.</summary>
    private void LeaveWaiting(PipelineQuestion? question, PipelineStatus to)
    {
        if (_state.Question is null) return;
        for (var i = 0; i < _stages.Count; i++)
        {
            var old = _stages[i];
            if (old.Status != PipelineStatus.Waiting || QuestionMerge.IsAskedBy(question, old.Id)) continue;
            var next = to == PipelineStatus.Interrupted ? PipelineStatus.Interrupted : PipelineStatus.Processing;
            Put(i, old, StageMerge.Apply(old, new StageChange { Id = old.Id, Status = next }, _version, _now));
        }
    }

    private int Add(StageState stage)
    {
        _stages = _stages.With(stage);
        _growth += StateSize.Of([stage]);
        _stageAdded = true;
        return _stages.Count - 1;
    }

    private void Put(int index, StageState old, StageMerge.Result merged)
    {
        if (ReferenceEquals(merged.Stage, old)) return;
        _stages = _stages.With(index, merged.Stage, ref _written);
        _growth += StateSize.Growth(old, merged.Stage);
        _changedStages += _onlyStage == old.Id ? 0 : 1;
        _onlyStage = old.Id;
        if (merged.IsTransition)
            Count(
                old.Id, old.Status, merged.Stage.Status, merged.Stage.Attempt, merged.IsNewAttempt, merged.Stage.Message
            );
    }

    private void Count(
        string? stage, PipelineStatus from, PipelineStatus to, int attempt, bool newAttempt, string? message) =>
        _transitions = _transitions.Add(
            new()
            {
                Number = _state.Transition + _transitions.Length + 1, Version = _version, Stage = stage, From = from,
                To = to, Attempt = attempt, IsNewAttempt = newAttempt, Timestamp = _now, Message = message,
            });

    private static ProgressError? Error(PipelineStatus to, PipelineChange change) =>
        to is PipelineStatus.Failed or PipelineStatus.Interrupted ? WireBounds.Cut(change.Error) : null;

    private MergeOutcome Refused(ApplyStatus status, string reason) => Answer(status, reason);

    private MergeOutcome Answer(ApplyStatus status, string? reason) => new(status, _state, null, [], reason);

    /// <summary>The pipeline's own fields.</summary>
    private readonly record struct OwnFields(
        PipelineStatus Status, int Attempt, string? Message, Estimate Estimate, ProgressError? Error, bool Stalled,
        PipelineQuestion? Question, ImmutableArray<QuestionAnswer> Answers, PipelineDefinition Definition);
}
