using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.FunctionalTests.Hosting;

/// <summary>
/// Every line that one server's library logged, on every level, with all that a log's reader could see of it.
/// </summary>
internal sealed class LogLines : ILoggerProvider
{
    private readonly ConcurrentQueue<LogLine> _lines = new();

    public IReadOnlyCollection<LogLine> All => _lines;

    public void AddTo(DpaRealtimeBuilder builder) =>
        builder.Services.AddLogging(l => l.SetMinimumLevel(LogLevel.Trace).AddProvider(this));

    public IEnumerable<LogLine> Of(string name) => _lines.Where(l => l.Event == name);

    public ILogger CreateLogger(string categoryName) => new Logger(_lines, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(ConcurrentQueue<LogLine> lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => category.StartsWith("Dpa.Realtime", StringComparison.Ordinal);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
                return;
            var values = state is IEnumerable<KeyValuePair<string, object?>> pairs
                ? string.Join(" ", pairs.Select(p => $"{p.Key}={p.Value}"))
                : "";
            lines.Enqueue(
                new LogLine(
                    category, logLevel, eventId.Name ?? "", formatter(state, exception), $"{values} {exception}"));
        }
    }
}
