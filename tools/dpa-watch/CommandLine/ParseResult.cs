namespace Dpa.Realtime.Watch.CommandLine;

/// <summary>Arguments of one kind, or a text to show and the code to end with.</summary>
internal sealed record ParseResult(Arguments? Arguments, ReplayArguments? Replay, string? Text, int ExitCode)
{
    public static ParseResult Of(Arguments arguments) => new(arguments, null, null, ExitCodes.Completed);

    public static ParseResult Of(ReplayArguments replay) => new(null, replay, null, ExitCodes.Completed);

    public static ParseResult Show(string text) => new(null, null, text, ExitCodes.Completed);

    public static ParseResult Wrong(string problem, string suggestion) =>
        new(null, null, $"dpa-watch: {problem}\n{suggestion}\nTry 'dpa-watch --help'.", ExitCodes.Usage);
}
