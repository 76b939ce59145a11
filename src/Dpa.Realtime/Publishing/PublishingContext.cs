using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.Guests;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Publishing;

/// <summary>What all runs of a node share.</summary>
internal sealed record PublishingContext(
    TimeProvider Time, DpaRealtimeOptions Options, RealtimeMetrics Metrics, ILogger Logger, RunRegistry Runs, TransitionDispatcher Transitions, IGuestCalls Guests,
    IProvisionalSink? Provisional = null);
