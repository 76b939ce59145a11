namespace Dpa.Realtime.Faults.Proxy;

/// <summary>What becomes of the bytes of one direction.</summary>
public enum FlowMode
{
    /// <summary>They are passed on.</summary>
    Pass,

    /// <summary>
    /// They wait in the proxy and are passed on later, as after a partition that TCP survives; the sender feels it once
    /// the buffers are full.
    /// </summary>
    Hold,

    /// <summary>
    /// They are lost, and so is the end of the connection: the sender notices nothing (a half-open connection). One
    /// that lost bytes is reset when the flow passes again.
    /// </summary>
    Drop,
}
