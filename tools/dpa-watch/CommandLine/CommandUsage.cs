namespace Dpa.Realtime.Watch.CommandLine;

/// <summary>How each command is written, and which options go with it alone.</summary>
internal static class CommandUsage
{
    public const string Answer = "Write dpa-watch answer https://host/app <pipeline> <answer>.";
    public const string Record = "Write dpa-watch record https://host/app <pipeline> --out run.jsonl.";
    public const string Replay = "Write dpa-watch replay run.jsonl [--speed 10] [--serve].";

    private static readonly Dictionary<string, string> Of = new(StringComparer.Ordinal)
    {
        ["answer"] = Answer, ["record"] = Record, ["replay"] = Replay,
    };

    private static readonly Dictionary<string, string> Owners = new(StringComparer.Ordinal)
    {
        ["--question"] = "answer", ["--out"] = "record", ["--speed"] = "replay", ["--serve"] = "replay",
        ["--port"] = "replay", ["--origin"] = "replay",
    };

    /// <returns>The command that is meant; null to watch.</returns>
    public static string? CommandOf(IReadOnlyList<string> words) =>
        words.Count > 0 && Of.ContainsKey(words[0]) ? words[0] : null;

    /// <returns>What is wrong where an option goes with another command; null where none does.</returns>
    public static ParseResult? Misplaced(IEnumerable<string> options, string? command)
    {
        foreach (var name in options)
            if (Owners.TryGetValue(name, out var owner) && owner != command)
                return ParseResult.Wrong($"{name} goes with the command {owner}.", Of[owner]);
        return null;
    }
}
