using System.Text.Json;
using Dpa.Realtime.LoadTest.Producing;

namespace Dpa.Realtime.LoadTest.Results;

/// <summary>One run of one peer; times of change → client in milliseconds.</summary>
internal sealed record RunResult
{
    public required string Peer { get; init; }
    public required double ConnectSeconds { get; init; }
    public required long Expected { get; init; }
    public required long Deliveries { get; init; }
    public required double DeliveriesPerSecond { get; init; }
    public required double P50 { get; init; }
    public required double P99 { get; init; }
    public required double P999 { get; init; }
    public required double Max { get; init; }
    public required long BytesReceived { get; init; }
    public required ProductionReport Server { get; init; }

    public double DeliveriesPerCpuSecond => Deliveries / Server.CpuSeconds;

    public string ToJson() => JsonSerializer.Serialize(this);

    public static RunResult FromJson(string json) => JsonSerializer.Deserialize<RunResult>(json) ?? throw new InvalidDataException("no result");
}
