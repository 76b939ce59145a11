using System.Collections.Concurrent;
using Dpa.Realtime.Faults;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Client.Tests.Fakes;

/// <summary>
/// A server in memory: its sockets, its HTTP, a clock that stands still. Each wait has a generous limit.
/// </summary>
internal sealed class FakeServer : ISocketConnector
{
    private static readonly TimeSpan Limit = Wait.Limit;

    private readonly ConcurrentQueue<FakeSocket> _sockets = new();

    public TestClock Clock { get; } = new();

    public FakeHttp Http { get; } = new();

    public double Jitter { get; set; } = 0.5;

    /// <summary>Why the next attempts fail; null where they do not.</summary>
    public Failure? Refusal { get; set; }

    public IReadOnlyList<FakeSocket> Sockets => [.. _sockets];

    public FakeSocket Socket => _sockets.Last();

    /// <summary>When each attempt was made.</summary>
    public ConcurrentQueue<DateTimeOffset> Attempts { get; } = new();

    public RealtimeClient Client(
        Action<RealtimeClientOptions>? configure = null, ILogger<RealtimeClient>? logger = null)
    {
        var options = new RealtimeClientOptions
        {
            Address = new Uri("https://host/app/"),
            UserId = "user-1", TimeProvider = Clock,
            Jitter = () => Jitter,
            Http = new HttpMessageInvoker(Http),
        };
        configure?.Invoke(options);
        return new RealtimeClient(options, this, logger);
    }

    /// <summary>A client whose socket was greeted.</summary>
    public async Task<RealtimeClient> LiveAsync(Action<RealtimeClientOptions>? configure = null)
    {
        var client = Client(configure);
        client.Start();
        await GreetAsync(client);
        return client;
    }

    /// <summary>Greets the newest socket, once there are so many.</summary>
    public async Task GreetAsync(RealtimeClient client, int socket = 1, int heartbeatMs = 15_000)
    {
        await UntilAsync(() => _sockets.Count >= socket);
        Socket.Greet(heartbeatMs);
        await UntilAsync(() => client.Connection.Status == ConnectionStatus.Live);
    }

    public ValueTask<ISocket> ConnectAsync(
        Uri address, IReadOnlyDictionary<string, string> headers, CancellationToken cancellationToken)
    {
        Attempts.Enqueue(Clock.GetUtcNow());
        if (Refusal is { } refusal) throw new ConnectException(refusal);
        var socket = new FakeSocket(address, headers);
        _sockets.Enqueue(socket);
        return new(socket);
    }

    public static async Task UntilAsync(Func<bool> holds, string what = "what the test waits for")
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!holds())
        {
            if (limit.IsCancellationRequested) Assert.Fail($"{what} did not happen.");
            await Task.Delay(TimeSpan.FromMilliseconds(1), CancellationToken.None);
        }
    }

    /// <summary>Moves the clock until that holds.</summary>
    public async Task AdvanceUntilAsync(
        Func<bool> holds, TimeSpan? step = null, string what = "what the test moves the clock for")
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!holds())
        {
            if (limit.IsCancellationRequested) Assert.Fail($"{what} did not happen.");
            Clock.Advance(step ?? TimeSpan.FromMilliseconds(100));
            await Task.Delay(TimeSpan.FromMilliseconds(1), CancellationToken.None);
        }
    }
}
