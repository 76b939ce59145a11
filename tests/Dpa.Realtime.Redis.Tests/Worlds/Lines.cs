using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Redis.Tests.Worlds;

/// <summary>The lines that a node logs, of its own categories.</summary>
internal sealed class Lines : ILoggerProvider
{
    private ImmutableList<(LogLevel Level, string Text, Exception? Exception)> _all = [];

    public ImmutableList<(LogLevel Level, string Text, Exception? Exception)> All => _all;

    /// <summary>
    /// Warnings and errors. A busy machine may take longer than a call's time limit: that line is no test's matter.
    /// </summary>
    public IEnumerable<string> Warnings =>
        All.Where(l => l.Level >= LogLevel.Warning)
            .Select(l => l.Text)
            .Where(t => !t.StartsWith("Redis: Timeout", StringComparison.Ordinal));

    public ILogger CreateLogger(string categoryName) =>
        new Logger(this, categoryName.StartsWith("Dpa.", StringComparison.Ordinal));

    public void Dispose()
    {
    }

    private sealed class Logger(Lines lines, bool isOurs) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => isOurs;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (isOurs)
                ImmutableInterlocked.Update(
                    ref lines._all,
                    static (all, line) => all.Add(line),
                    (logLevel, formatter(state, exception), exception));
        }
    }
}
