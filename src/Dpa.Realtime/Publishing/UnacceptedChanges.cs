using System.Diagnostics.CodeAnalysis;

namespace Dpa.Realtime.Publishing;

/// <summary>
/// The changes of a run that the backplane has not accepted: the one in flight, what is sent before everything else
/// after a loss, and the transitions that wait. Reports wait in their stages' slots. Guarded by the run's lock.
/// </summary>
internal sealed class UnacceptedChanges
{
    private TransitionQueue? _transitions; // while some wait: a run that reports keeps none
    private PipelineChange? _inFlight;
    private long _sequence;

    /// <summary>What a restored state lacks: sent before everything that waits.</summary>
    public PipelineChange? Lost { get; set; }

    /// <summary>The change that the backplane has not answered.</summary>
    public PipelineChange? InFlight => _inFlight;

    /// <summary>Whether transitions wait.</summary>
    public bool HasTransitions => _transitions is not null;

    /// <summary>Whether something is to be sent.</summary>
    public bool HasWork => Lost is not null || HasTransitions;

    /// <summary>Whether a transition of a stage may be on its way, or of anything waits.</summary>
    public bool MayMoveAStage => HasTransitions || _inFlight is { Stages: [{ Status: not null }, ..] };

    /// <summary>How many transitions wait or are on their way.</summary>
    public int Transitions =>
        (_transitions?.Count ?? 0) + (_inFlight is { } change && HasTransition(change) ? 1 : 0);

    /// <param name="pending">The transition.</param>
    /// <param name="newest">The newest state of the pipeline.</param>
    /// <returns>Whether an older transition was superseded.</returns>
    public bool Enqueue(PendingTransition pending, PipelineState newest) =>
        (_transitions ??= new()).Enqueue(pending, name => IsNamed(name, newest));

    /// <summary>The next change that does not come from a slot.</summary>
    /// <param name="change">The change, not numbered yet.</param>
    /// <param name="pending">The transition that it carries, or null.</param>
    public bool TryTake([MaybeNullWhen(false)] out PipelineChange change, out PendingTransition? pending)
    {
        (change, Lost, pending) = (Lost, null, null);
        if (change is not null) return true;
        if (_transitions is null || !_transitions.TryDequeue(out pending)) return false;
        if (_transitions.Count == 0) _transitions = null;
        change = pending.Change;
        return true;
    }

    /// <summary>Numbers a change, which is in flight from now on.</summary>
    /// <param name="change">The change.</param>
    /// <param name="isStalled">Whether the newest state is marked as stalled: each change but that one ends it.</param>
    public PipelineChange Send(PipelineChange change, bool isStalled) => _inFlight = change with
    {
        Sequence = ++_sequence, Stalled = change.Stalled ?? (isStalled ? false : null),
    };

    /// <summary>The newest state has the change in flight, or never will.</summary>
    public void Answered() => _inFlight = null;

    /// <summary>What is on its way and what waits, in the order in which it is sent.</summary>
    public IEnumerable<PipelineChange> InOrder() =>
        (_transitions?.Changes() ?? []).Prepend(_inFlight).OfType<PipelineChange>();

    private bool IsNamed(string attribute, PipelineState newest) =>
        newest.Attributes.ContainsKey(attribute)
        || _inFlight?.Attributes?.ContainsKey(attribute) == true
        || Lost?.Attributes?.ContainsKey(attribute) == true;

    private static bool HasTransition(PipelineChange change) =>
        change.Status is not null
        || change.Withdraw is not null
        || change.Warning
        || change.Attributes is not null
        || change.Stages.Any(s => s.Status is not null || s.Warning);
}
