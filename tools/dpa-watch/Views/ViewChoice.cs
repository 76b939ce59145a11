using Dpa.Realtime.Watch.CommandLine;
using Spectre.Console;

namespace Dpa.Realtime.Watch.Views;

internal static class ViewChoice
{
    public static IView For(OutputKind output) =>
        output switch
        {
            OutputKind.Json => new JsonView(Console.Out, Console.Error),
            OutputKind.Automatic when AnsiConsole.Profile is { Out.IsTerminal: true, Capabilities.Ansi: true } =>
                new LiveView(AnsiConsole.Console),
            _ => new PlainView(Console.Out, Console.Error),
        };
}
