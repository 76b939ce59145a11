using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Diagnostics;

/// <summary>
/// A logger whose provider may throw: the application's logging throws on what one of its providers threw, such as a
/// file that cannot be opened. A line that cannot be written ends no loop and no connection, and nothing that is
/// accepted.
/// </summary>
/// <typeparam name="T">Who logs.</typeparam>
internal sealed class QuietLogger<T>(ILoggerFactory loggers) : ILogger<T>
{
    private readonly ILogger _inner = loggers.CreateLogger<T>();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => _inner.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel)
    {
        try
        {
            return _inner.IsEnabled(logLevel);
        }
        catch (Exception)
        {
            return false;
        }
    }

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        try
        {
            _inner.Log(logLevel, eventId, state, exception, formatter);
        }
        catch (Exception)
        {
            // There is nowhere left to report it.
        }
    }
}
