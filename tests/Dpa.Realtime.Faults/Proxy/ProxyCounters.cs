namespace Dpa.Realtime.Faults.Proxy;

/// <summary>What a <see cref="FaultProxy"/> has seen and done.</summary>
public sealed class ProxyCounters
{
    private long _accepted;
    private long _unreachable;
    private long _answered;
    private long _resets;
    private long _closes;
    private long _cuts;
    private long _toServer;
    private long _toClient;
    private long _dropped;

    /// <summary>Connections accepted.</summary>
    public long Accepted => Volatile.Read(ref _accepted);

    /// <summary>Of these, those whose server could not be reached; they were reset.</summary>
    public long Unreachable => Volatile.Read(ref _unreachable);

    /// <summary>Those answered by the proxy itself.</summary>
    public long Answered => Volatile.Read(ref _answered);

    /// <summary>Connections that were reset.</summary>
    public long Resets => Volatile.Read(ref _resets);

    /// <summary>Connections that the proxy ended properly when it was told to.</summary>
    public long Closes => Volatile.Read(ref _closes);

    /// <summary>Connections cut by <see cref="FlowRules.CutAfterBytes"/>.</summary>
    public long Cuts => Volatile.Read(ref _cuts);

    /// <summary>Bytes passed to the server.</summary>
    public long BytesToServer => Volatile.Read(ref _toServer);

    /// <summary>Bytes passed to clients.</summary>
    public long BytesToClient => Volatile.Read(ref _toClient);

    /// <summary>Bytes lost on purpose, of both directions.</summary>
    public long BytesDropped => Volatile.Read(ref _dropped);

    internal void Accept() => Interlocked.Increment(ref _accepted);

    internal void NotReach() => Interlocked.Increment(ref _unreachable);

    internal void Answer() => Interlocked.Increment(ref _answered);

    internal void Reset() => Interlocked.Increment(ref _resets);

    internal void Close() => Interlocked.Increment(ref _closes);

    internal void Cut() => Interlocked.Increment(ref _cuts);

    internal void Pass(bool isToServer, int bytes) =>
        Interlocked.Add(ref isToServer ? ref _toServer : ref _toClient, bytes);

    internal void Drop(int bytes) => Interlocked.Add(ref _dropped, bytes);
}
