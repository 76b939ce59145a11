using Dpa.Realtime.Diagnostics;
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
    ILogger<Connection> Logger);
