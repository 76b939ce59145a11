using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime;

/// <content>What is not public: what a state shares with the one before, and what only producers need.</content>
public sealed partial record PipelineState
{
    [SetsRequiredMembers]
    internal PipelineState(PipelineDefinition definition)
    {
        _definition = definition;
        Debug.Assert(Id is not null && Owner is not null, "A definition has both.");
    }

    /// <summary>What states of it share until it changes.</summary>
    internal PipelineDefinition Definition
    {
        get => _definition;
        init => _definition = value;
    }

    /// <summary>
    /// The newest answers of this attempt, oldest first. Not on the wire: they are for the producer that asks again.
    /// </summary>
    internal ImmutableArray<QuestionAnswer> Answers { get; init; } = [];

    /// <summary>The weights in all of the children that have started.</summary>
    internal double ChildrenWeight
    {
        get => _children.Weight;
        init => _children = _children.Or(_children.Counts, value, _children.Progress);
    }

    /// <summary>
    /// The weighted mean of all children, those included that are expected, as it is; <see cref="OverallProgress"/>
    /// holds its highest value.
    /// </summary>
    internal double ChildrenProgress
    {
        get => _children.Progress;
        init => _children = _children.Or(_children.Counts, _children.Weight, value);
    }

    /// <summary>All that the state shows of its children, as one value.</summary>
    internal ChildrenShown ChildrenShown
    {
        get => _children;
        init => _children = value;
    }

    /// <summary>
    /// How often the pipeline was taken over from its producers, earlier pipelines with this id included. Not on the
    /// wire: only producers need it.
    /// </summary>
    internal long Fence
    {
        get => _definition.Fence;
        init => _definition = _definition.At(value);
    }

    /// <summary><see cref="Stages"/> in the form that is not copied for each change.</summary>
    internal StageList StageList
    {
        get => _stages;
        init => _stages = value;
    }

    /// <summary>
    /// How many bytes the stages take in a full state at most. A sum that goes along with each merge; where the stages
    /// were given as a whole it is made when it is asked for.
    /// </summary>
    internal int StagesJsonBytes
    {
        get => _stagesJsonBytes >= 0 ? _stagesJsonBytes : StateSize.Of(Stages.AsSpan());
        init => _stagesJsonBytes = value;
    }

    /// <summary><see cref="Transitions"/> in the form that is not copied for each further one.</summary>
    internal TransitionHistory History { get; init; } = TransitionHistory.Empty;
}
