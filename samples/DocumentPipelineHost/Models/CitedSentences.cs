using System.Globalization;
using System.Text.RegularExpressions;
using DocumentEngine.Search;
using DocumentEngine.Summarizing;

namespace DocumentPipelineHost.Models;

/// <summary>
/// Reads a model's answer: one sentence a line, its page at the end (<c>[p12]</c>). Promises: every sentence that comes
/// out cites a page that the model was given, whose words bear it out; what does not is left out.
/// </summary>
internal static partial class CitedSentences
{
    /// <summary>
    /// The share of a sentence's tokens that its page must hold: sentences that are made up share few words with a
    /// page.
    /// </summary>
    private const double LeastShare = 0.5;

    private const int Most = 12;
    private const int LongestLine = 2_000;

    public static List<SummarySentence> Read(string answer, ModelInput input)
    {
        var sentences = new List<SummarySentence>();
        foreach (var line in answer.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > LongestLine || !Line().Match(line).TryGroups(out var text, out var page))
                continue;
            if (input.Page(page) is { } source && IsBorneOut(text, source))
                sentences.Add(new SummarySentence(text, page));
            if (sentences.Count == Most)
                break;
        }

        return sentences;
    }

    private static bool TryGroups(this Match match, out string text, out int page)
    {
        text = match.Success ? Marks().Replace(match.Groups["text"].Value, "").Trim() : "";
        page = 0;
        return text.Length > 0
            && int.TryParse(match.Groups["page"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out page);
    }

    /// <summary>Its numbers stand on the page, and at least half of its words do.</summary>
    private static bool IsBorneOut(string sentence, string page)
    {
        var there = SearchTokenizer.Tokens(page).ToHashSet(StringComparer.Ordinal);
        var tokens = SearchTokenizer.Tokens(sentence).Distinct(StringComparer.Ordinal).ToList();
        return tokens.Count > 0
            && tokens.Where(static token => token.All(char.IsAsciiDigit)).All(there.Contains)
            && tokens.Count(there.Contains) >= LeastShare * tokens.Count;
    }

    [GeneratedRegex(
        @"^(?:[-*•]\s+|\d{1,2}[.)、]\s+)?(?<text>.*?)\s*\[p\.?\s?(?<page>[0-9]{1,6})\](?:\s*\[p[^\]]{1,20}\])*\s*[.。]?$",
        RegexOptions.NonBacktracking)]
    private static partial Regex Line();

    [GeneratedRegex(@"\[p[^\]]{1,20}\]")]
    private static partial Regex Marks();
}
