using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Tests.Publishing;

/// <summary>Keeps the ids of the events that were logged, and their texts.</summary>
internal class RecordingLogger : ILogger
{
    private ImmutableList<(int Id, string Text)> _lines = [];

    private ImmutableList<(int Id, Exception Thrown)> _thrown = [];

    public ImmutableList<(int Id, string Text)> Lines => _lines;

    /// <summary>What was logged with an exception.</summary>
    public ImmutableList<(int Id, Exception Thrown)> Thrown => _thrown;

    /// <summary>Called with the id of an event before it is kept.</summary>
    public Action<int>? OnLine { get; set; }

    public int Count(int id) => _lines.Count(l => l.Id == id);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        OnLine?.Invoke(eventId.Id);
        if (exception is not null)
            ImmutableInterlocked.Update(ref _thrown, static (lines, line) => lines.Add(line), (eventId.Id, exception));
        ImmutableInterlocked.Update(
            ref _lines,
            static (lines, line) => lines.Add(line),
            (eventId.Id, formatter(state, exception)));
    }
}
