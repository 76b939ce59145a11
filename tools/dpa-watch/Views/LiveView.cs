using System.Collections.Concurrent;
using Dpa.Realtime.Client;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Dpa.Realtime.Watch.Views;

/// <summary>Bars per stage that move, at most ten times a second.</summary>
internal sealed class LiveView(IAnsiConsole console) : IView
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<string, PipelineState> _states = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();
    private readonly ConcurrentQueue<string> _problems = new();
    private volatile ConnectionSnapshot _connection = new();
    private volatile string? _notice;
    private volatile bool _isOver;

    public Task RunAsync(CancellationToken left) =>
        console
            .Live(Draw())
            .AutoClear(false)
            .Overflow(VerticalOverflow.Ellipsis)
            .StartAsync(async live =>
            {
                using var frames = new PeriodicTimer(Frame);
                try
                {
                    while (await frames.WaitForNextTickAsync(left))
                        live.UpdateTarget(Draw());
                }
                catch (OperationCanceledException)
                {
                    live.UpdateTarget(Draw()); // what is left on the terminal is the end
                }
            });

    public void State(PipelineState state)
    {
        if (_states.TryAdd(state.Id, state)) _order.Enqueue(state.Id);
        else _states[state.Id] = state;
    }

    public void Transition(TransitionEventArgs transition)
    {
    }

    public void Connection(ConnectionSnapshot connection) => _connection = connection;

    public void Problem(string message, string suggestion) =>
        _problems.Enqueue($"{Words.Clean(message)} {Words.Clean(suggestion)}".TrimEnd());

    public void Notice(string text)
    {
        _notice = Words.Clean(text);
        if (_isOver) console.MarkupLineInterpolated($"[grey]{_notice}[/]");
    }

    public void End(int exitCode)
    {
        _isOver = true;
        while (_problems.TryDequeue(out var problem)) console.MarkupLineInterpolated($"[red]dpa-watch:[/] {problem}");
    }

    private Rows Draw() => new([.. _order.Select(id => PipelinePanel.Draw(_states[id])), Footer()]);

    private IRenderable Footer()
    {
        if (_notice is { } notice) return new Markup($"[grey]{Markup.Escape(notice)}[/]");
        var (dot, text) = (_connection.Status switch
        {
            ConnectionStatus.Live => "green",
            ConnectionStatus.Streaming or ConnectionStatus.Reconnecting or ConnectionStatus.Connecting => "yellow",
            _ => "red",
        }, Words.Of(_connection.Status));
        var why = _connection.Message is { } message ? $"  [grey]{Markup.Escape(Words.Clean(message))}[/]" : "";
        return new Markup($"[{dot}]●[/] {text}{(_states.IsEmpty ? ", nothing known yet" : "")}{why}");
    }
}
