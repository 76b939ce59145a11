using Dpa.Realtime.Client;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Dpa.Realtime.Watch.Views;

/// <summary>One pipeline: a line for the whole, a line for each stage.</summary>
internal static class PipelinePanel
{
    private const int BarWidth = 30;

    public static IRenderable Draw(PipelineState state)
    {
        var table = new Table().NoBorder().HideHeaders().AddColumns("", "", "", "", "");
        table.AddRow(
            Cells(
                $"[bold]{Markup.Escape(Words.Clean(state.Name ?? state.Id))}[/]", state.Status, state.OverallProgress,
                false, Words.Left(state.Eta, state.EtaLow, state.EtaHigh), Words.Clean(state.Message)));
        foreach (var stage in state.Stages)
            table.AddRow(
                Cells(
                    $"  {Markup.Escape(Words.Clean(stage.Name))}", stage.Status, stage.Progress, stage.Indeterminate,
                    Words.Units(stage), Words.Left(stage.Eta, stage.EtaLow, stage.EtaHigh),
                    Words.Clean(stage.Message)));
        var rows = new List<IRenderable> { table };
        if (state.Question is { } question)
            rows.Add(new Markup($"  [yellow]? {Markup.Escape(Words.Question(question))}[/]"));
        if (state.Error is { } error) rows.Add(new Markup($"  [red]{Markup.Escape(Words.Error(error))}[/]"));
        return rows.Count > 1 ? new Rows(rows) : table;
    }

    private static IRenderable[] Cells(
        string name, PipelineStatus status, double percent, bool indeterminate, params string[] texts)
    {
        var color = ColorOf(status);
        var filled = indeterminate ? 0 : (int)(Math.Clamp(percent, 0, 100) / 100 * BarWidth);
        return
        [
            new Markup(name),
            new Markup($"[{color}]{new string('━', filled)}[/][grey]{new string('─', BarWidth - filled)}[/]"),
            new Markup(indeterminate ? "   …  " : $"{Words.Percent(percent),7}"),
            new Markup($"[{color}]{Words.Of(status)}[/]"),
            new Markup(
                $"[grey]{Markup.Escape(string.Join("  ", texts.Where(t => t.Length > 0)))}[/]"
            ).Overflow(Overflow.Ellipsis),
        ];
    }

    private static string ColorOf(PipelineStatus status) => status switch
    {
        PipelineStatus.Completed => "green",
        PipelineStatus.Failed => "red",
        PipelineStatus.Waiting
            or PipelineStatus.Interrupted
            or PipelineStatus.Cancelling
            or PipelineStatus.Cancelled => "yellow",
        PipelineStatus.Processing => "blue",
        _ => "grey",
    };
}
