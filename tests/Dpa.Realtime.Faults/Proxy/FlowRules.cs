namespace Dpa.Realtime.Faults.Proxy;

/// <summary>What is done to one direction of a proxied connection.</summary>
public sealed record FlowRules
{
    /// <summary>Nothing.</summary>
    public static FlowRules Open { get; } = new();

    /// <summary>Whether bytes are passed, held or dropped. Default: passed.</summary>
    public FlowMode Mode { get; init; }

    /// <summary>How much later everything arrives. Default 0.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Up to so much more, drawn for each piece from the proxy's seed; order is kept. Default 0.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>At most so many bytes per second, at least 1. Default: no limit.</summary>
    public int? BytesPerSecond { get; init; }

    /// <summary>
    /// After so many bytes of this direction the connection is cut, in the middle of a frame or not. Default: never.
    /// </summary>
    public long? CutAfterBytes { get; init; }

    /// <summary>Whether such a cut is a reset (RST) instead of an end (FIN). Default: a reset.</summary>
    public bool CutsByReset { get; init; } = true;
}
