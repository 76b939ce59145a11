using Dpa.Realtime.LoadTest.Producing;

namespace Dpa.Realtime.LoadTest.Results;

/// <summary>
/// One run of one peer; times of change → client, and ages of the newest change of a subscriber that reads, in
/// milliseconds.
/// </summary>
internal sealed record RunResult
{
    public required string Peer { get; init; }
    public required double ConnectSeconds { get; init; }
    public required long Expected { get; init; }
    public required long Deliveries { get; init; }
    public required double DeliveriesPerSecond { get; init; }
    public required double P50 { get; init; }
    public required double P90 { get; init; }
    public required double P99 { get; init; }
    public required double P999 { get; init; }
    public required double Max { get; init; }
    public required double AgeP50 { get; init; }
    public required double AgeP99 { get; init; }
    public required double AgeMax { get; init; }
    public required long BytesReceived { get; init; }

    /// <summary>All nodes together.</summary>
    public required ProductionReport Server { get; init; }
    public required IReadOnlyList<ProductionReport> Nodes { get; init; }

    /// <summary>What the Redis between the nodes did meanwhile; null without one.</summary>
    public required RedisReport? Redis { get; init; }

    public double DeliveriesPerCpuSecond => Deliveries / Server.CpuSeconds;
}
