using System.Diagnostics.Metrics;

namespace Dpa.Realtime.Client.Diagnostics;

/// <summary>The instruments of one client, on the meter <c>Dpa.Realtime.Client</c>.</summary>
internal sealed class ClientMetrics : IDisposable
{
    public const string MeterName = "Dpa.Realtime.Client";

    private readonly Meter _meter;
    private readonly bool _isOwn;

    public ClientMetrics(IMeterFactory? factory)
    {
        _isOwn = factory is null;
        _meter = factory?.Create(MeterName) ?? new Meter(MeterName);
        Frames = Counter("frames", "{frame}", "Frames received, by any transport.");
        Ignored = Counter("ignored", "{frame}", "Frames at or below the held position, or that could not be read.");
        Heals = Counter("heals", "{heal}", "Times that something was missing and asked for again.");
        Conflated = Counter("conflated", "{version}", "Versions that a newer one superseded.");
        Transitions = Counter("transitions", "{transition}", "Transitions raised.");
        TransitionsSkipped = Counter(
            "transitions.skipped", "{transition}", "Transitions that were too old to be raised.");
        Failures = Counter(
            "connection.failures", "{failure}", "Attempts that failed and connections that broke, by reason.");
        Polls = Counter("polls", "{request}", "Requests of polling.");
        Status = _meter.CreateUpDownCounter<long>("dpa.realtime.client.connections", "{client}", "Clients by status.");
    }

    public Counter<long> Frames { get; }

    public Counter<long> Ignored { get; }

    public Counter<long> Heals { get; }

    public Counter<long> Conflated { get; }

    public Counter<long> Transitions { get; }

    public Counter<long> TransitionsSkipped { get; }

    public Counter<long> Failures { get; }

    public Counter<long> Polls { get; }

    public UpDownCounter<long> Status { get; }

    public void Failed(string reason) => Failures.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Moved(ConnectionStatus from, ConnectionStatus to)
    {
        if (from == to) return;
        if (from != ConnectionStatus.Closed) Status.Add(-1, Tag(from));
        if (to != ConnectionStatus.Closed) Status.Add(1, Tag(to));
    }

    public void Dispose()
    {
        if (_isOwn) _meter.Dispose(); // a factory's meters are shared and disposed by it
    }

    private static KeyValuePair<string, object?> Tag(ConnectionStatus status) => new("status", status switch
    {
        ConnectionStatus.Connecting => "connecting",
        ConnectionStatus.Live => "live",
        ConnectionStatus.Streaming => "streaming",
        ConnectionStatus.Polling => "polling",
        _ => "reconnecting",
    });

    private Counter<long> Counter(string name, string unit, string description) =>
        _meter.CreateCounter<long>($"dpa.realtime.client.{name}", unit, description);
}
