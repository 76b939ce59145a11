namespace Dpa.Realtime.Faults.Proxy;

/// <summary>What a <see cref="FaultProxy"/> does to a connection.</summary>
public sealed record FaultRules
{
    /// <summary>Nothing: everything passes.</summary>
    public static FaultRules None { get; } = new();

    /// <summary>Half-open: connections are accepted and stay open, and nothing passes or is noticed.</summary>
    public static FaultRules HalfOpen { get; } = Both(new FlowRules { Mode = FlowMode.Drop });

    /// <summary>A partition that TCP survives: everything waits and arrives when it is over.</summary>
    public static FaultRules Partition { get; } = Both(new FlowRules { Mode = FlowMode.Hold });

    /// <summary>What the server sends is lost, what the client sends arrives.</summary>
    public static FaultRules DeafClient { get; } = new() { ToClient = new FlowRules { Mode = FlowMode.Drop } };

    /// <summary>From the client to the server.</summary>
    public FlowRules ToServer { get; init; } = FlowRules.Open;

    /// <summary>From the server to the client.</summary>
    public FlowRules ToClient { get; init; } = FlowRules.Open;

    /// <summary>
    /// What a new connection is answered with instead of being passed on. Only heeded when it is accepted.
    /// </summary>
    public CannedResponse? Answer { get; init; }

    /// <summary>Both directions alike.</summary>
    public static FaultRules Both(FlowRules rules) => new() { ToServer = rules, ToClient = rules };

    /// <summary>
    /// Both directions late, each by <paramref name="delay"/> and up to <paramref name="jitter"/> more.
    /// </summary>
    public static FaultRules Late(TimeSpan delay, TimeSpan jitter = default) =>
        Both(new FlowRules { Delay = delay, Jitter = jitter });

    /// <summary>New connections are answered by the proxy.</summary>
    public static FaultRules Answering(CannedResponse answer) => new() { Answer = answer };
}
