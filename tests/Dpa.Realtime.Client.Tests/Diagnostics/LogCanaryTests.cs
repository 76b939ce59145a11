using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Client.Tests.Diagnostics;

/// <summary>What the client logs while everything goes wrong.</summary>
public sealed class LogCanaryTests
{
    private const string Canary = "canary";

    [Fact]
    public async Task Logs_OfEveryTrouble_HoldNoSecretAndAreFew()
    {
        var server = new FakeServer { Refusal = Failure.Closed(1006) };
        var log = new Lines();
        var isThere = true;
        server.Http.On("/progress", _ => isThere
            ? FakeHttp.Json("{\"pipelines\":[]}")
            : FakeHttp.Page(HttpStatusCode.InternalServerError));
        await using var client = server.Client(
            o =>
            {
                o.TicketProvider = _ => new($"{Canary}-ticket");
                o.AccessTokenProvider = (_, _) => new($"{Canary}-token");
                o.Headers["X-Secret"] = $"{Canary}-header";
            },
            log);
        client.TransitionRaised += (_, _) => throw new InvalidOperationException("a handler's own");
        await using var watching = Watching.Start(client);
        await server.AdvanceUntilAsync(() => client.Connection.Status == ConnectionStatus.Polling);
        isThere = false;
        await server.AdvanceUntilAsync(() => client.Connection.Reason == "http_500");
        server.Refusal = null;
        await server.AdvanceUntilAsync(() => server.Sockets.Count == 1);
        await server.GreetAsync(client);
        server.Socket.Push(Frames.Full());
        server.Socket.Push(Frames.Update(2, 20, transition: 1, change: "warning"));
        await FakeServer.UntilAsync(() => watching.Newest?.Position.Version == 2);
        server.Socket.Drop(4403);
        await Assert.ThrowsAsync<RealtimeException>(() => watching.EndAsync());

        Assert.DoesNotContain(log.All, l => l.Contains(Canary, StringComparison.Ordinal));
        Assert.Contains(log.All, l => l.StartsWith("Warning There is no WebSocket to host", StringComparison.Ordinal));
        Assert.Contains(log.All, l =>
            l.StartsWith("Error host refused this client for good: forbidden", StringComparison.Ordinal));
        // once for the cause, not for each poll
        Assert.Single(log.All, l => l.StartsWith("Warning host answers no polls: http_500", StringComparison.Ordinal));
        Assert.Single(log.All, l =>
            l.StartsWith("Error A handler of the application failed", StringComparison.Ordinal));
    }

    private sealed class Lines : ILogger<RealtimeClient>
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IReadOnlyCollection<string> All => _lines;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            var values = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(" ", pairs) : "";
            _lines.Enqueue($"{logLevel} {formatter(state, exception)} {values} {exception}");
        }
    }
}
