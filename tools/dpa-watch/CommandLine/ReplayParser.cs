using System.Globalization;

namespace Dpa.Realtime.Watch.CommandLine;

/// <summary>Reads the command line of <c>replay</c>.</summary>
internal static class ReplayParser
{
    private const int DefaultPort = 8299;

    private static readonly string[] Options =
    [
        "--speed", "--serve", "--port", "--origin", "--plain", "--json",
    ];

    public static ParseResult Parse(
        IReadOnlyList<string> words, IReadOnlyDictionary<string, string> values, IReadOnlySet<string> flags)
    {
        if (words.Count != 2) return ParseResult.Wrong("a replay needs one recording.", CommandUsage.Replay);
        foreach (var name in values.Keys.Concat(flags))
            if (!Options.Contains(name))
                return ParseResult.Wrong($"{name} has no meaning for a replay.", CommandUsage.Replay);
        if (!flags.Contains("--serve") && (values.ContainsKey("--port") || values.ContainsKey("--origin")))
            return ParseResult.Wrong("--port and --origin go with --serve.", CommandUsage.Replay);
        if (!TrySpeed(values.GetValueOrDefault("--speed") ?? "1", out var speed))
            return ParseResult.Wrong(
                $"--speed '{values["--speed"]}' is no speed.", "Write 0.01 to 1000, for example --speed 10.");
        var written = values.GetValueOrDefault("--port");
        var port = DefaultPort;
        if (written is not null && !TryPort(written, out port))
            return ParseResult.Wrong($"--port '{written}' is no port.", "Write 0 to 65535; 0 takes any that is free.");
        var origins = (values.GetValueOrDefault("--origin") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        foreach (var origin in origins)
            if (!IsOrigin(origin))
                return ParseResult.Wrong(
                    $"'{origin}' is no origin.", "Write it as a browser sends it, for example http://localhost:5173.");
        return ParseResult.Of(
            new ReplayArguments(words[1])
            {
                Speed = speed, Serves = flags.Contains("--serve"), Port = port, Origins = origins,
                Output = ArgumentParser.OutputOf(flags),
            });
    }

    private static bool TrySpeed(string text, out double speed) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out speed)
        && speed is >= 0.01 and <= 1000;

    private static bool TryPort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= 65535;

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && uri.GetLeftPart(UriPartial.Authority) == text;
}
