using Dpa.Realtime.LoadTest.Producing;

namespace Dpa.Realtime.LoadTest.Cuts;

/// <summary>One run of one peer whose subscribers were cut repeatedly; times in milliseconds.</summary>
internal sealed record CutResult
{
    public required string Peer { get; init; }
    public required int Watchers { get; init; }

    /// <summary>Subscribers that held their pipeline's last change at the end.</summary>
    public required int AtTruth { get; init; }

    public required long Cuts { get; init; }

    /// <summary>Connections that ended otherwise, or could not be opened.</summary>
    public required long Refused { get; init; }

    /// <summary>Changes times subscribers.</summary>
    public required long Expected { get; init; }
    public required long Received { get; init; }

    /// <summary>Cuts after which the subscriber held what the others held, before the next cut.</summary>
    public required long Recorded { get; init; }
    public required double OpenP50 { get; init; }
    public required double OpenP99 { get; init; }
    public required double OpenMax { get; init; }
    public required double CutP50 { get; init; }
    public required double CutP99 { get; init; }
    public required long BytesReceived { get; init; }
    public required ProductionReport Server { get; init; }
}
