using System.Globalization;
using System.Reflection;

namespace Dpa.Realtime.Watch.CommandLine;

/// <summary>Reads the command line; an error names what is wrong and what to write instead.</summary>
internal static class ArgumentParser
{
    private static readonly string[] WithValue =
    [
        "--user", "--token", "--ticket", "--timeout", "--connect-timeout", "--question", "--out", "--speed", "--port",
        "--origin",
    ];
    private static readonly string[] Alone =
    [
        "--until-done", "--follow", "--wait", "--plain", "--json", "--serve", "--help", "--version",
    ];

    public static ParseResult Parse(IReadOnlyList<string> args, Func<string, string?> environment)
    {
        var (words, values, flags) = (
            new List<string>(), new Dictionary<string, string>(StringComparer.Ordinal),
            new HashSet<string>(StringComparer.Ordinal));
        for (var i = 0; i < args.Count; i++)
        {
            var (name, inline) = Split(args[i]);
            if (name is "-h" or "-?")
                name = "--help";
            if (!name.StartsWith('-') || name == "-")
                words.Add(args[i]);
            else if (Alone.Contains(name) && inline is null)
                flags.Add(name);
            else if (Alone.Contains(name))
                return ParseResult.Wrong($"{name} takes no value.", $"Write {name} alone.");
            else if (!WithValue.Contains(name))
                return ParseResult.Wrong($"there is no option {name}.", Suggestion.For(name, [.. WithValue, .. Alone]));
            else if (inline is not null)
                values[name] = inline;
            else if (i + 1 < args.Count)
                values[name] = args[++i];
            else
                return ParseResult.Wrong($"{name} needs a value.", $"Write {name} <value>.");
        }

        if (flags.Contains("--help")) return ParseResult.Show(Usage.Text);
        if (flags.Contains("--version")) return ParseResult.Show(Version());
        var command = CommandUsage.CommandOf(words);
        if (CommandUsage.Misplaced(values.Keys.Concat(flags), command) is { } misplaced) return misplaced;
        if (flags.Contains("--plain") && flags.Contains("--json"))
            return ParseResult.Wrong("--plain and --json cannot both be.", "Take one of them.");
        return command == "replay"
            ? ReplayParser.Parse(words, values, flags)
            : Build(command, words, values, flags, environment);
    }

    public static OutputKind OutputOf(IReadOnlySet<string> flags) =>
        flags.Contains("--json") ? OutputKind.Json
        : flags.Contains("--plain") ? OutputKind.Plain
        : OutputKind.Automatic;

    private static ParseResult Build(
        string? command, List<string> words, Dictionary<string, string> values, HashSet<string> flags,
        Func<string, string?> environment)
    {
        string? answer = null;
        if (command == "answer")
        {
            if (words.Count != 4)
                return ParseResult.Wrong(
                    "an answer needs the address, one pipeline and one text.", CommandUsage.Answer);
            answer = words[3];
            words = [.. words[1..3]];
        }
        else if (command == "record")
        {
            if (words.Count != 3 || NotEmpty(values.GetValueOrDefault("--out")) is null)
                return ParseResult.Wrong(
                    "a recording needs the address, one pipeline and --out.", CommandUsage.Record);
            words = [.. words[1..]];
        }

        if (words.Count == 0)
            return ParseResult.Wrong(
                "the server's address is missing.",
                "Write dpa-watch https://host/app [pipeline...]."
            );
        if (!Uri.TryCreate(words[0], UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            return ParseResult.Wrong(
                $"'{words[0]}' is no address.",
                $"Begin with http:// or https://, for example https://{Guess(words[0])}."
            );
        if (address.Query.Length > 0 || address.Fragment.Length > 0)
            return ParseResult.Wrong(
                "the address has a query or fragment.", $"Write {address.GetLeftPart(UriPartial.Path)}.");
        foreach (var id in words.Skip(1))
            if (id.Length > 128 || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or ':' or '-'))
                return ParseResult.Wrong(
                    $"'{id}' is no pipeline id.", "An id is 1 to 128 characters of A-Z a-z 0-9 . _ : -");
        if (flags.Contains("--follow") && flags.Contains("--until-done"))
            return ParseResult.Wrong("--follow and --until-done cannot both be.", "Take one of them.");
        foreach (var name in new[] { "--timeout", "--connect-timeout" })
            if (values.TryGetValue(name, out var text) && Seconds(text) is null)
                return ParseResult.Wrong(
                    $"{name} '{text}' is no time.", $"Write seconds above 0, for example {name} 90.");
        var user = values.GetValueOrDefault("--user") ?? environment("DPA_USER") ?? Environment.UserName;
        if (user.Length is 0 or > 256 || user.Any(char.IsControl))
            return ParseResult.Wrong("that is no user id.", "Write --user <id>, 1 to 256 characters.");
        return ParseResult.Of(
            new Arguments(address)
            {
                Pipelines = [.. words.Skip(1).Distinct(StringComparer.Ordinal)], User = user,
                Answer = answer, Question = values.GetValueOrDefault("--question"),
                Out = values.GetValueOrDefault("--out"),
                Token = NotEmpty(values.GetValueOrDefault("--token") ?? environment("DPA_TOKEN")),
                Ticket = NotEmpty(values.GetValueOrDefault("--ticket") ?? environment("DPA_TICKET")),
                Output = OutputOf(flags),
                Follows = flags.Contains("--follow"), Waits = flags.Contains("--wait"),
                Timeout = values.TryGetValue("--timeout", out var timeout) ? Seconds(timeout) : null,
                ConnectTimeout = (values.TryGetValue("--connect-timeout", out var connect) ? Seconds(connect) : null)
                    ?? TimeSpan.FromSeconds(15),
            });
    }

    private static (string Name, string? Value) Split(string arg)
    {
        var equals = arg.IndexOf('=', StringComparison.Ordinal);
        return arg.StartsWith("--", StringComparison.Ordinal) && equals > 0
            ? (arg[..equals], arg[(equals + 1)..])
            : (arg, null);
    }

    private static TimeSpan? Seconds(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
        && seconds is > 0 and < 4e6
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static string Guess(string word) =>
        Uri.CheckHostName(word.Split('/', ':')[0]) != UriHostNameType.Unknown && word.Length > 0 ? word : "host/app";

    private static string Version() =>
        Assembly
            .GetExecutingAssembly()
            .GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion.Split('+')[0]
        ?? "unknown";
}
