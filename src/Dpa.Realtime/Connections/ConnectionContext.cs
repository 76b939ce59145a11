using Dpa.Realtime.Backplane;
using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.Engine;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Publishing;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Connections;

/// <summary>What all connections of a node share.</summary>
internal sealed record ConnectionContext(
    PipelineHub Hub,
    IBackplane Backplane,
    AccessCheck Access,
    ArchiveLookup Archive,
    ControlRouter Control,
    ConnectionRegistry Registry,
    UserBudgets Budgets,
    Tickets Tickets,
    DelayWheel Wheel,
    DrainScheduler Drains,
    DpaRealtimeOptions Options,
    TimeProvider Time,
    RealtimeMetrics Metrics,
    ClientFailures Failures,
    ILogger<Connection> Logger)
{
    /// <summary>Whether what a client asks for is read over a network, from a server that all nodes share.</summary>
    public bool IsRemote { get; } = Backplane is not PipelineEngine { IsLocal: true };
}
