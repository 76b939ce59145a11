using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace DocumentEngine.Messages;

/// <summary>
/// A message of the catalogue in one language: words with named places, <c>{name:n}</c> for a number and <c>{name}</c>
/// for any text.
/// </summary>
internal sealed partial class MessageTemplate
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(100);

    private readonly string _text;
    private readonly Regex _pattern;

    public MessageTemplate(string text)
    {
        _text = text;
        Names = [.. Place().Matches(text).Select(static match => match.Groups["name"].Value)];
        Numbers = [.. Place().Matches(text).Where(IsNumber).Select(static match => match.Groups["name"].Value)];
        Words = Place().Replace(text, "").Length;
        _pattern = new Regex(Pattern(text), RegexOptions.Singleline | RegexOptions.CultureInvariant, Limit);
    }

    /// <summary>The names of its places, in the order of this language.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Those of them that are numbers.</summary>
    public IReadOnlyCollection<string> Numbers { get; }

    /// <summary>
    /// The number of its fixed characters: of two templates that match, the one with more is more specific.
    /// </summary>
    public int Words { get; }

    /// <summary>The message with its values.</summary>
    public string Fill(IReadOnlyDictionary<string, string> values) =>
        Place().Replace(_text, match => values[match.Groups["name"].Value]);

    /// <summary>The values of a text that was made from it; null where it was not.</summary>
    public Dictionary<string, string>? Read(string text)
    {
        try
        {
            return _pattern.Match(text) is { Success: true } match
                ? Names
                    .Distinct(StringComparer.Ordinal)
                    .ToDictionary(static name => name, name => match.Groups[name].Value, StringComparer.Ordinal)
                : null;
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }

    /// <summary>A value as it stands in a text: numbers without groups, whatever the machine's language.</summary>
    public static string Shown(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private static string Pattern(string text)
    {
        var pattern = new StringBuilder("^");
        var from = 0;
        foreach (Match match in Place().Matches(text))
        {
            pattern.Append(Regex.Escape(text[from..match.Index]));
            pattern.Append(
                CultureInfo.InvariantCulture,
                $"(?<{match.Groups["name"].Value}>{(IsNumber(match) ? "[0-9]+(?:[.,][0-9]+)*" : ".*?")})");
            from = match.Index + match.Length;
        }

        return pattern.Append(Regex.Escape(text[from..])).Append("\\z").ToString();
    }

    private static bool IsNumber(Match match) => match.Groups["number"].Success;

    [GeneratedRegex(@"\{(?<name>[a-z_]+)(?<number>:n)?\}")]
    private static partial Regex Place();
}
