using System.Diagnostics.Metrics;

namespace Dpa.Realtime.Diagnostics;

/// <summary>The library's instruments, under the meter <c>Dpa.Realtime</c>.</summary>
internal sealed class RealtimeMetrics
{
    public const string MeterName = "Dpa.Realtime";

    public RealtimeMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        Connections = meter.CreateUpDownCounter<long>("dpa.realtime.connections", "{connection}", "Open WebSocket connections.");
        Subscriptions = meter.CreateUpDownCounter<long>("dpa.realtime.subscriptions", "{subscription}", "Pipelines watched, counted per connection.");
        Changes = meter.CreateCounter<long>("dpa.realtime.changes", "{change}", "Changes of watched pipelines that reached this node.");
        Deliveries = meter.CreateCounter<long>("dpa.realtime.deliveries", "{frame}", "Frames of state handed to a connection.");
        Conflated = meter.CreateCounter<long>("dpa.realtime.conflated", "{change}", "Changes left out because a newer one stands for them.");
        Snapshots = meter.CreateCounter<long>("dpa.realtime.snapshots", "{frame}", "Full states sent.");
        ReportsDropped = meter.CreateCounter<long>("dpa.realtime.reports.dropped", "{report}", "Reports dropped: late, or not a number.");
        TransitionsHeld = meter.CreateCounter<long>("dpa.realtime.transitions.held", "{transition}", "Transitions that were held because the backplane did not answer within 2 s.");
        TransitionsMerged = meter.CreateCounter<long>("dpa.realtime.transitions.merged", "{transition}", "Held transitions that gave way to a later one of their stage because too many waited.");
        HandlerFailures = meter.CreateCounter<long>("dpa.realtime.handlers.failed", "{call}", "Calls of a transition handler that threw.");
        ReportsClamped = meter.CreateCounter<long>("dpa.realtime.reports.clamped", "{report}", "Reports outside 0-100.");
    }

    public UpDownCounter<long> Connections { get; }

    public UpDownCounter<long> Subscriptions { get; }

    public Counter<long> Changes { get; }

    public Counter<long> Deliveries { get; }

    public Counter<long> Conflated { get; }

    public Counter<long> Snapshots { get; }

    public Counter<long> ReportsDropped { get; }

    public Counter<long> ReportsClamped { get; }

    public Counter<long> TransitionsHeld { get; }

    public Counter<long> TransitionsMerged { get; }

    public Counter<long> HandlerFailures { get; }
}
