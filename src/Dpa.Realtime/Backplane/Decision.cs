using System.Collections.Immutable;

namespace Dpa.Realtime.Backplane;

/// <summary>
/// What is to become of an entry: an answer, and the next entry with all that a store has to write with it.
/// </summary>
internal readonly record struct Decision(ApplyResult Answer)
{
    /// <summary>The next entry, or null where nothing is written.</summary>
    public Entry? Next { get; init; }

    /// <summary>The changes that lead to it, in version order; none where only the producers change.</summary>
    public ImmutableArray<AcceptedChange> Changes { get; init; } = [];

    /// <summary>The token whose lease begins again, or null.</summary>
    public string? LeaseToken { get; init; }

    public OrphanMark Orphan { get; init; }

    /// <summary>What children contribute from now on, by id.</summary>
    public IReadOnlyCollection<KeyValuePair<string, ChildContribution>> Children { get; init; } = [];

    /// <summary>
    /// Whether the id goes on in a new epoch: what its children contributed until now is dropped first.
    /// </summary>
    public bool IsNewEpoch { get; init; }

    /// <summary>
    /// Whether the node itself made the decision and not a producer. No producer repeats it, so after a lost answer to
    /// its write the node must find out whether it was written.
    /// </summary>
    public bool IsByNode { get; init; }

    /// <summary>Whether its ancestors are known to have counted it as it is.</summary>
    public bool IsCounted { get; init; }

    /// <summary>Where a lost state is restored: how far on it is.</summary>
    public PipelinePosition? Restores { get; init; }

    /// <summary>
    /// Of a new epoch that was written: what the id was until then. Set by the loop; null where it was unknown.
    /// </summary>
    public PipelineState? Replaced { get; init; }

    /// <summary>Nothing is written.</summary>
    public static Decision Only(ApplyStatus status, Entry? entry) => new(new ApplyResult(status, entry?.State, []));

    /// <summary>
    /// Whether these transitions of a pipeline lead to its end, or away from it: then the list of its owner's live
    /// ones changes.
    /// </summary>
    public static bool ReachesOrLeavesEnd(ImmutableArray<PipelineTransition> transitions)
    {
        foreach (var t in transitions)
            if (t.Stage is null && StatusRules.IsEnd(t.From) != StatusRules.IsEnd(t.To)) return true;
        return false;
    }

    /// <summary>Whether one of these transitions is of the pipeline itself, and changes its status.</summary>
    public static bool ChangesStatus(ImmutableArray<PipelineTransition> transitions)
    {
        foreach (var t in transitions)
            if (t.Stage is null && t.From != t.To) return true;
        return false;
    }

    /// <summary>The change that an accepted merge makes.</summary>
    public static AcceptedChange Accepted(in MergeOutcome outcome, string? traceParent, Moment at) => new()
    {
        State = outcome.State,
        Stage = outcome.Stage,
        Transitions = outcome.Transitions,
        TraceParent = traceParent,
        AcceptedTimestamp = at.Timestamp,
    };

    /// <summary>The changes that accepted merges make, in order.</summary>
    public static ImmutableArray<AcceptedChange> Accepted(
        ImmutableArray<MergeOutcome> outcomes, string? traceParent, Moment at)
    {
        var changes = ImmutableArray.CreateBuilder<AcceptedChange>(outcomes.Length);
        foreach (var outcome in outcomes) changes.Add(Accepted(outcome, traceParent, at));
        return changes.MoveToImmutable();
    }

    /// <summary>A change of the whole state, without transitions: a start or a restored state.</summary>
    public static AcceptedChange Accepted(PipelineState state, string? traceParent, Moment at) =>
        new() { State = state, TraceParent = traceParent, AcceptedTimestamp = at.Timestamp };
}
