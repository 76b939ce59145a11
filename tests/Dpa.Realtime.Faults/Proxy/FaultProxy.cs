using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Dpa.Realtime.Faults.Proxy;

/// <summary>
/// A TCP proxy between clients and any server that does to the bytes what networks do: late, slow, cut, lost, refused.
/// All of it can be changed while connections are open; chance comes from a seed.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private const int MaxHead = 64 * 1024;

    private readonly ConcurrentDictionary<long, ProxyConnection> _connections = new();
    private readonly ConcurrentDictionary<long, Task> _running = new();
    private readonly CancellationTokenSource _stopped = new();
    private readonly Random _random;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private Socket? _listener;
    private FaultRules _rules = FaultRules.None;
    private long _numbers;

    private FaultProxy(EndPoint target, int seed, TimeProvider time) =>
        (Target, _random, _time) = (target, new Random(seed), time);

    /// <summary>Where clients connect, on 127.0.0.1. Stays the same while it refuses.</summary>
    public int Port { get; private set; }

    /// <summary><c>127.0.0.1:port</c>.</summary>
    public string Address => $"127.0.0.1:{Port}";

    /// <summary>The server that new connections are passed to; may be changed.</summary>
    public EndPoint Target { get; set; }

    /// <summary>
    /// What is done to every connection that has no rules of its own. Setting it is heeded at once, by open connections
    /// too.
    /// </summary>
    public FaultRules Rules
    {
        get => Volatile.Read(ref _rules);
        set
        {
            Volatile.Write(ref _rules, value);
            foreach (var connection in Connections) connection.OnRulesChanged();
        }
    }

    /// <summary>
    /// Called for each new connection before a byte is passed: the rules of its own, or null for the proxy's. It is
    /// given the connection's number.
    /// </summary>
    public Func<long, FaultRules?>? RulesOfNew { get; set; }

    /// <summary>The connections that are open now.</summary>
    public IReadOnlyList<ProxyConnection> Connections => [.. _connections.Values.OrderBy(c => c.Number)];

    /// <summary>What it has seen and done.</summary>
    public ProxyCounters Counters { get; } = new();

    /// <summary>Starts one on a free port.</summary>
    /// <param name="port">The server's port on 127.0.0.1.</param>
    /// <param name="seed">Decides all jitter.</param>
    /// <param name="time">The clock of delays. Default: the system's.</param>
    public static FaultProxy Start(int port, int seed = 1, TimeProvider? time = null) =>
        Start(new IPEndPoint(IPAddress.Loopback, port), seed, time);

    /// <inheritdoc cref="Start(int, int, TimeProvider?)"/>
    /// <param name="server">The server.</param>
    /// <param name="seed">Decides all jitter.</param>
    /// <param name="time">The clock of delays.</param>
    public static FaultProxy Start(EndPoint server, int seed = 1, TimeProvider? time = null)
    {
        var proxy = new FaultProxy(server, seed, time ?? TimeProvider.System);
        proxy.Accept();
        return proxy;
    }

    /// <summary>
    /// New connections are refused (nobody listens) until <see cref="Accept"/>; open ones are not touched.
    /// </summary>
    public void Refuse()
    {
        lock (_gate)
        {
            _listener?.Dispose();
            _listener = null;
        }
    }

    /// <summary>Listens again, on the same port.</summary>
    public void Accept()
    {
        lock (_gate)
        {
            if (_listener is not null) return;
            _listener = Listen();
            Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
            Keep(0, AcceptAsync(_listener));
        }
    }

    /// <summary>No fault any more: rules of all and of each connection are lifted, and it listens.</summary>
    public void Resume()
    {
        Accept();
        foreach (var connection in Connections) connection.Rules = null;
        Rules = FaultRules.None;
    }

    /// <summary>Resets all open connections (RST).</summary>
    public void ResetAll()
    {
        foreach (var connection in Connections) connection.Reset();
    }

    /// <summary>Ends all open connections (FIN).</summary>
    public void CloseAll()
    {
        foreach (var connection in Connections) connection.Close();
    }

    /// <summary>Stops listening and resets what is open.</summary>
    public async ValueTask DisposeAsync()
    {
        Refuse();
        await _stopped.CancelAsync();
        ResetAll();
        await Task.WhenAll(_running.Values);
        _stopped.Dispose();
    }

    private Socket Listen()
    {
        for (var attempt = 1; ; attempt++)
        {
            var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                listener.Bind(new IPEndPoint(IPAddress.Loopback, Port == 0 ? FreePorts.Next() : Port));
                listener.Listen(1024);
                return listener;
            }
            catch (SocketException) when (Port == 0 && attempt < 5)
            {
                listener.Dispose(); // another process took it first
            }
        }
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptAsync(_stopped.Token);
                client.NoDelay = true;
                Counters.Accept();
                var number = Interlocked.Increment(ref _numbers);
                Keep(number, ServeAsync(number, client, new Random(_random.Next())));
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // It refuses from now on.
        }
    }

    private async Task ServeAsync(long number, Socket client, Random random)
    {
        await Task.Yield();
        var own = RulesOfNew?.Invoke(number);
        if ((own ?? Rules).Answer is { } answer)
        {
            await AnswerAsync(client, answer);
            return;
        }

        var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await server.ConnectAsync(Target, _stopped.Token);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            Counters.NotReach();
            ProxyConnection.Abort(client);
            server.Dispose();
            return;
        }

        var connection = new ProxyConnection(this, number, client, server, random, _time);
        if (own is not null) connection.Rules = own;
        _connections[number] = connection;
        if (_stopped.IsCancellationRequested) connection.Reset(); // it was not in the list when all were reset
        await connection.RunAsync();
        _connections.TryRemove(number, out _);
    }

    private async Task AnswerAsync(Socket client, CannedResponse answer)
    {
        using var _ = client;
        var head = new byte[MaxHead];
        try
        {
            for (var length = 0; length < head.Length && head.AsSpan(0, length).IndexOf("\r\n\r\n"u8) < 0;)
            {
                var read = await client.ReceiveAsync(head.AsMemory(length), SocketFlags.None, _stopped.Token);
                if (read == 0) return;
                length += read;
            }

            Counters.Answer(); // before the client can have it
            await client.SendAsync(answer.ToBytes(), SocketFlags.None, _stopped.Token);
            client.Shutdown(SocketShutdown.Send);
            while (await client.ReceiveAsync(head, SocketFlags.None, _stopped.Token) > 0)
            {
                // Unread bytes at the end would turn it into a reset.
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // The client did not wait for it.
        }
    }

    private void Keep(long number, Task task)
    {
        _running[number] = task;
        _ = task.ContinueWith(_ => _running.TryRemove(number, out var _), TaskScheduler.Default);
    }
}
