namespace Dpa.Realtime.Watch.CommandLine;

/// <summary>Arguments, or a text to show and the code to end with.</summary>
internal sealed record ParseResult(Arguments? Arguments, string? Text, int ExitCode)
{
    public static ParseResult Of(Arguments arguments) => new(arguments, null, ExitCodes.Completed);

    public static ParseResult Show(string text) => new(null, text, ExitCodes.Completed);

    public static ParseResult Wrong(string problem, string suggestion) =>
        new(null, $"dpa-watch: {problem}\n{suggestion}\nTry 'dpa-watch --help'.", ExitCodes.Usage);
}
