using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace DocumentPipelineHost.Tests.Notifications;

/// <summary>What a host logs, by the class that logs it.</summary>
internal sealed class HeardLines : ILoggerProvider
{
    private readonly ConcurrentQueue<(string Category, string Line)> _lines = new();

    public IEnumerable<string> Of(string type) =>
        _lines.Where(each => each.Category.EndsWith($".{type}", StringComparison.Ordinal))
            .Select(static each => each.Line);

    public ILogger CreateLogger(string categoryName) => new Listener(categoryName, _lines);

    public void Dispose()
    {
    }

    private sealed class Listener(string category, ConcurrentQueue<(string, string)> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => lines.Enqueue((category, formatter(state, exception)));
    }
}
