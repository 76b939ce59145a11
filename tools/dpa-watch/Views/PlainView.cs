using System.Collections.Concurrent;
using Dpa.Realtime.Client;

namespace Dpa.Realtime.Watch.Views;

/// <summary>A line for each transition and each whole percent.</summary>
internal sealed class PlainView(TextWriter output, TextWriter errors) : IView
{
    private readonly ConcurrentDictionary<string, string> _shown = new(StringComparer.Ordinal);
    private readonly TextWriter _output = TextWriter.Synchronized(output);
    private readonly TextWriter _errors = TextWriter.Synchronized(errors);
    private ConnectionStatus _status;

    public Task RunAsync(CancellationToken left) => Task.CompletedTask;

    public void State(PipelineState state)
    {
        var stage = state.CurrentStage is { } id ? state.FindStage(id) : null;
        var percent = Math.Floor(state.OverallProgress);
        var key = FormattableString.Invariant($"{state.Status} {percent} {stage?.Id} {state.Question?.Id}");
        if (_shown.TryGetValue(state.Id, out var before) && before == key) return;
        _shown[state.Id] = key;
        var parts = new[]
        {
            state.Id, Words.Percent(state.OverallProgress), Words.Of(state.Status),
            stage is null ? "" : $"{Words.Clean(stage.Name)} {Words.Percent(stage.Progress)}",
            stage is null ? "" : Words.Units(stage),
            stage is null ? "" : Words.Left(stage.Eta, stage.EtaLow, stage.EtaHigh),
            Words.Clean(stage?.Message ?? state.Message),
            Words.Left(state.Eta, state.EtaLow, state.EtaHigh),
        };
        _output.WriteLine(string.Join("  ", parts.Where(p => p.Length > 0)));
        if (state.Question is { } question) _output.WriteLine($"{state.Id}  asks: {Words.Question(question)}");
        if (state is { Status: PipelineStatus.Failed, Error: { } error })
            _errors.WriteLine($"{state.Id}  {Words.Error(error)}");
    }

    public void Transition(TransitionEventArgs transition)
    {
        if (transition.Transition is not { } t)
        {
            _output.WriteLine(
                FormattableString.Invariant(
                    $"{transition.State.Id}  {transition.Skipped} changes of status happened meanwhile"));
            return;
        }

        var what =
            t.IsNewAttempt ? FormattableString.Invariant($"attempt {t.Attempt}")
            : t.From == t.To ? "warning"
            : $"{Words.Of(t.From)} -> {Words.Of(t.To)}";
        _output.WriteLine(
            $"{transition.State.Id}  {(t.Stage is null ? "pipeline" : Words.Clean(t.Stage))}: "
                + $"{what}{(t.Message is null ? "" : $"  {Words.Clean(t.Message)}")}"
        );
    }

    public void Connection(ConnectionSnapshot connection)
    {
        if (connection.Status == _status) return;
        _status = connection.Status;
        if (_status is not (ConnectionStatus.Connecting or ConnectionStatus.Closed))
            _errors.WriteLine(
                $"connection: {Words.Of(_status)}{(connection.Message is null ? "" : $"  {Words.Clean(connection.Message)}")}"
            );
    }

    public void Problem(string message, string suggestion) =>
        _errors.WriteLine($"dpa-watch: {Words.Clean(message)} {Words.Clean(suggestion)}".TrimEnd());

    public void Notice(string text) => _errors.WriteLine($"dpa-watch: {Words.Clean(text)}");

    public void End(int exitCode)
    {
        _output.Flush();
        _errors.Flush();
    }
}
