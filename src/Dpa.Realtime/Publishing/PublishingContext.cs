using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.Guests;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Publishing;

/// <summary>What all runs of a node share.</summary>
internal sealed record PublishingContext(
    TimeProvider Time, DpaRealtimeOptions Options, RealtimeMetrics Metrics, ILogger Logger, RunRegistry Runs,
    TransitionDispatcher Transitions, IGuestCalls Guests, IProvisionalSink? Provisional = null)
{
    /// <summary>How many changes are at the backplane at once.</summary>
    public CommitGate Gate { get; } = Observed(new CommitGate(Options.MaxCommitsInFlight), Metrics);

    /// <summary>How many starts and resumptions are at the backplane at once.</summary>
    public CommitGate Starts { get; } = new(Options.MaxCommitsInFlight);

    public BackplaneOutage Outage { get; } = new(Time);

    /// <summary>Lines about states that the backplane had lost: one a minute.</summary>
    public SpacedLines LostStates { get; } = new(Time);

    /// <summary>
    /// Lines about held transitions that were refused: one a minute, since an outage ends for all runs at once.
    /// </summary>
    public SpacedLines Refused { get; } = new(Time);

    /// <summary>Lines about runs that others took over; likewise.</summary>
    public SpacedLines TakenOver { get; } = new(Time);

    private static CommitGate Observed(CommitGate gate, RealtimeMetrics metrics)
    {
        metrics.ObserveWaitingRuns(() => gate.Waiting);
        return gate;
    }
}
