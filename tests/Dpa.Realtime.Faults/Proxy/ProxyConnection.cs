using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;

namespace Dpa.Realtime.Faults.Proxy;

/// <summary>One connection that goes through a <see cref="FaultProxy"/>.</summary>
public sealed class ProxyConnection
{
    private readonly FaultProxy _proxy;
    private readonly Socket _client;
    private readonly CancellationTokenSource _ended = new();
    private readonly Flow[] _flows;
    private readonly Socket _server;
    private readonly Lock _gate = new();
    private FaultRules? _own;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isOver;

    internal ProxyConnection(
        FaultProxy proxy, long number, Socket client, Socket server, Random random, TimeProvider time)
    {
        (_proxy, Number, _client, _server) = (proxy, number, client, server);
        // Each direction draws from a source of its own, so that what one does not change the other's luck.
        _flows =
        [
            new Flow(client, server, true, this, new Random(random.Next()), time),
            new Flow(server, client, false, this, new Random(random.Next()), time),
        ];
    }

    /// <summary>1 for the proxy's first.</summary>
    public long Number { get; }

    /// <summary>
    /// What is done to it: its own rules where it was given some, otherwise the proxy's. Setting null gives it the
    /// proxy's again.
    /// </summary>
    [AllowNull]
    public FaultRules Rules
    {
        get => Volatile.Read(ref _own) ?? _proxy.Rules;
        set
        {
            Volatile.Write(ref _own, value);
            OnRulesChanged();
        }
    }

    internal ProxyCounters Counters => _proxy.Counters;

    internal Task RulesChanged
    {
        get
        {
            lock (_gate) return _changed.Task;
        }
    }

    /// <summary>Resets it on both sides (RST).</summary>
    public void Reset()
    {
        if (!TryEnd()) return;
        Counters.Reset();
        foreach (var socket in (Socket[])[_client, _server]) Abort(socket);
    }

    /// <summary>Ends it on both sides (FIN), whatever waits.</summary>
    public void Close()
    {
        if (!TryEnd()) return;
        Counters.Close();
        _client.Dispose();
        _server.Dispose();
    }

    internal static void Abort(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It has ended by itself.
        }

        socket.Dispose();
    }

    internal void Cut(bool byReset)
    {
        Counters.Cut();
        if (byReset) Reset();
        else Close();
    }

    internal void OnRulesChanged()
    {
        TaskCompletionSource before;
        lock (_gate)
            (before, _changed) = (
                _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        before.TrySetResult();
        // What was lost is lost: a stream with a hole in it must not go on.
        if (_flows[0].HasLost && Rules.ToServer.Mode == FlowMode.Pass) Reset();
        if (_flows[1].HasLost && Rules.ToClient.Mode == FlowMode.Pass) Reset();
    }

    internal async Task RunAsync()
    {
        var ends = await Task.WhenAll(_flows.Select(EndAsync));
        if (!TryEnd()) return;
        foreach (var socket in (Socket[])[_client, _server])
        {
            if (ends.All(e => e)) socket.Dispose();
            else Abort(socket);
        }
    }

    /// <summary>A direction that fails takes the other with it, unless what happens is not to be noticed.</summary>
    private async Task<bool> EndAsync(Flow flow)
    {
        try
        {
            if (await flow.RunAsync(_ended.Token)) return true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Seen below: it did not come to its proper end.
        }

        await WaitNoticedAsync();
        await _ended.CancelAsync();
        return false;
    }

    /// <summary>While everything is dropped or held, the other side does not hear of a reset either.</summary>
    private async Task WaitNoticedAsync()
    {
        try
        {
            for (
                var changed = RulesChanged;
                Rules is not ({ ToServer.Mode: FlowMode.Pass } or { ToClient.Mode: FlowMode.Pass });
                changed = RulesChanged)
                await changed.WaitAsync(_ended.Token);
        }
        catch (OperationCanceledException)
        {
            // The other direction ended it.
        }
    }

    private bool TryEnd()
    {
        if (Interlocked.Exchange(ref _isOver, 1) != 0) return false;
        _ended.Cancel();
        return true;
    }
}
