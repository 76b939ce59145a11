using System.Net;
using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.Faults;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.FunctionalTests.Diagnostics;

/// <summary>
/// A logger that throws what one throws that writes to files where no descriptor is left. It ends nothing with itself.
/// </summary>
public sealed class ThrowingLoggerTests
{
    [Fact]
    public async Task Listener_WhoseLineCannotBeWritten_AcceptsAgainOnceDescriptorsAreFree()
    {
        var descriptors = new FixedDescriptors { Used = 990 };
        var lines = new ThrowingLines();
        await using var server = await RealtimeServer.StartAsync(build: b =>
        {
            b.Services.AddSingleton<Descriptors>(descriptors);
            b.Services.AddLogging(l => l.AddProvider(lines));
        });
        await Eventually.HoldsAsync(() => lines.Thrown > 0, "the line that cannot be written");

        descriptors.Used = 10;
        using var http = new HttpClient { Timeout = WireClient.Limit };
        using var answer = await http.GetAsync(
            new Uri(server.Http, "/api/v1/ws/stats"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private sealed class FixedDescriptors : Descriptors
    {
        private volatile int _used;

        public int Used
        {
            get => _used;
            set => _used = value;
        }

        public override int? Limit => 1000;

        public override int Count() => Used;
    }

    private sealed class ThrowingLines : ILoggerProvider, ILogger
    {
        private int _thrown;

        public int Thrown => Volatile.Read(ref _thrown);

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (eventId.Name != "DescriptorsShort") return;
            Interlocked.Increment(ref _thrown);
            throw new IOException("Too many open files");
        }

        public void Dispose()
        {
        }
    }
}
