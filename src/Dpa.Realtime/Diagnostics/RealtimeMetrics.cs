using System.Diagnostics.Metrics;

namespace Dpa.Realtime.Diagnostics;

/// <summary>
/// The library's instruments, under the meter <c>Dpa.Realtime</c>. docs/diagnostics.md describes the meaning of each
/// and recommends alerts; a test keeps the two consistent.
/// </summary>
internal sealed class RealtimeMetrics
{
    public const string MeterName = "Dpa.Realtime";

    public const string WebSocket = "websocket";
    public const string EventStream = "sse";

    private const string Transport = "transport";

    /// <summary>Why: a code of the protocol, so there are few (OpenTelemetry's name for it).</summary>
    private const string ErrorType = "error.type";

    private const string Callback = "callback";

    // From a tenth of a millisecond, what a change takes on one node, to the send timeout.
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries =
        [
            0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15,
        ],
    };

    private readonly Meter _meter;
    private Func<long> _waitingRuns = static () => 0;
    private readonly UpDownCounter<long> _connections;
    private readonly Counter<long> _sent;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _guestFailures;

    public RealtimeMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _connections = _meter.CreateUpDownCounter<long>(
            "dpa.realtime.connections", "{connection}", "Open connections, by transport: websocket or sse.");
        Subscriptions = _meter.CreateUpDownCounter<long>(
            "dpa.realtime.subscriptions", "{subscription}", "Pipelines watched, counted per connection.");
        Changes = _meter.CreateCounter<long>(
            "dpa.realtime.changes", "{change}", "Changes of watched pipelines that reached this node.");
        Deliveries = _meter.CreateCounter<long>(
            "dpa.realtime.deliveries", "{frame}", "Frames of state handed to a connection.");
        _sent = _meter.CreateCounter<long>(
            "dpa.realtime.sent", "By", "Bytes of frames handed to a socket or a stream, by transport: websocket or sse."
        );
        Conflated = _meter.CreateCounter<long>(
            "dpa.realtime.conflated", "{change}",
            "Changes left out for a connection because a newer one supersedes them.");
        Snapshots = _meter.CreateCounter<long>(
            "dpa.realtime.snapshots", "{frame}", "Full states sent: to a new subscription, or in place of a queue.");
        ChangeToSend = _meter.CreateHistogram(
            "dpa.realtime.change_to_send.duration", "s",
            "From a change's acceptance on this node to its frame's write.", advice: Seconds);
        Heals = _meter.CreateCounter<long>(
            "dpa.realtime.heals", "{pipeline}", "Pipelines read again because this node was found behind the backplane."
        );
        SlowConsumers = _meter.CreateCounter<long>(
            "dpa.realtime.slow_consumers", "{connection}",
            "Connections closed because nothing could be written for the send timeout.");
        _rejected = _meter.CreateCounter<long>(
            "dpa.realtime.rejected", "{request}", "Requests, connections and messages refused, by error.type.");
        ClientCost = _meter.CreateCounter<double>(
            "dpa.realtime.clients.cost", "s",
            "What clients' messages, connections and questions to the archive cost the node, in seconds of a processor, "
                + "as it estimates it.");
        ReportsDropped = _meter.CreateCounter<long>(
            "dpa.realtime.reports.dropped", "{report}", "Reports dropped: late, or not a number.");
        ReportsClamped = _meter.CreateCounter<long>(
            "dpa.realtime.reports.clamped", "{report}", "Reports outside 0 to 100.");
        TransitionsHeld = _meter.CreateCounter<long>(
            "dpa.realtime.transitions.held", "{transition}",
            "Transitions that were held because the backplane did not answer within 2 s.");
        TransitionsMerged = _meter.CreateCounter<long>(
            "dpa.realtime.transitions.merged", "{transition}",
            "Held transitions that were merged into a later one of their stage because too many waited.");
        HandlerFailures = _meter.CreateCounter<long>(
            "dpa.realtime.handlers.failed", "{call}",
            "Calls of a transition handler that threw, did not answer in time, or were not made because too many of "
                + "its threads are blocked."
        );
        TransitionsDropped = _meter.CreateCounter<long>(
            "dpa.realtime.handlers.dropped", "{transition}", "Transitions that no handler was called for.");
        _guestFailures = _meter.CreateCounter<long>(
            "dpa.realtime.callbacks.failed", "{call}",
            "Calls of the application's code without an answer, by callback and error.type.");
        // There from the start: what all runs share is only made for the first run.
        _meter.CreateObservableUpDownCounter(
            "dpa.realtime.runs.waiting",
            () => Volatile.Read(ref _waitingRuns)(),
            "{run}", "Runs that wait for their turn at the backplane.");
        BackplaneApply = _meter.CreateHistogram(
            "dpa.realtime.backplane.apply.duration", "s", "How long the backplane took to accept or refuse a change.",
            advice: Seconds);
        BackplaneFailures = _meter.CreateCounter<long>(
            "dpa.realtime.backplane.failures", "{call}",
            "Changes that the backplane failed to take; each is tried again.");
    }

    public UpDownCounter<long> Subscriptions { get; }

    public Counter<long> Changes { get; }

    public Counter<long> Deliveries { get; }

    public Counter<long> Conflated { get; }

    public Counter<long> Snapshots { get; }

    public Histogram<double> ChangeToSend { get; }

    public Counter<long> Heals { get; }

    public Counter<long> SlowConsumers { get; }

    public Counter<double> ClientCost { get; }

    public Counter<long> ReportsDropped { get; }

    public Counter<long> ReportsClamped { get; }

    public Counter<long> TransitionsHeld { get; }

    public Counter<long> TransitionsMerged { get; }

    public Counter<long> HandlerFailures { get; }

    public Counter<long> TransitionsDropped { get; }

    public Histogram<double> BackplaneApply { get; }

    public Counter<long> BackplaneFailures { get; }

    /// <param name="transport">How it is connected: <see cref="WebSocket"/> or <see cref="EventStream"/>.</param>
    /// <param name="change">1 for one that was opened, −1 for one that is over.</param>
    public void Connected(string transport, int change) =>
        _connections.Add(change, new KeyValuePair<string, object?>(Transport, transport));

    /// <summary>Whether anybody counts what is sent.</summary>
    public bool CountsSent => _sent.Enabled;

    /// <param name="transport"><see cref="WebSocket"/> or <see cref="EventStream"/>.</param>
    /// <param name="bytes">Of whole frames.</param>
    public void Sent(string transport, long bytes) =>
        _sent.Add(bytes, new KeyValuePair<string, object?>(Transport, transport));

    public void Rejected(string code) => _rejected.Add(1, new KeyValuePair<string, object?>(ErrorType, code));

    /// <param name="callback">What of the application was called.</param>
    /// <param name="outcome">How it failed.</param>
    public void CallbackFailed(string callback, string outcome) =>
        _guestFailures.Add(1, new(Callback, callback), new(ErrorType, outcome));

    /// <summary>Called once, by what calls the application's code.</summary>
    public void ObserveCallbacks(Func<long> overdue, Func<long> blocked)
    {
        _meter.CreateObservableUpDownCounter(
            "dpa.realtime.callbacks.overdue", overdue, "{call}",
            "Calls of the application's code that go on though their time limit was over and they were cancelled.");
        _meter.CreateObservableUpDownCounter(
            "dpa.realtime.callbacks.blocked_threads", blocked, "{thread}",
            "Threads that the application's code has blocked for 80 % of its time limit or longer.");
    }

    /// <summary>Called once, by what calls transition handlers.</summary>
    public void ObserveQueuedTransitions(Func<long> count) =>
        _meter.CreateObservableUpDownCounter(
            "dpa.realtime.handlers.queued", count, "{transition}", "Transitions that wait for the transition handlers."
        );

    /// <summary>Called once, by the hub, whose table is the count.</summary>
    public void ObserveWatchedPipelines(Func<long> count) =>
        _meter.CreateObservableUpDownCounter(
            "dpa.realtime.pipelines.watched", count, "{pipeline}", "Pipelines that somebody on this node watches.");

    /// <summary>Called once, by what all runs share.</summary>
    public void ObserveWaitingRuns(Func<long> count) => Volatile.Write(ref _waitingRuns, count);
}
