using DocumentEngine.Text;

namespace DocumentEngine.Summarizing;

/// <summary>
/// English keywords: frequent nouns that are spread over the document, and frequent phrases of two or three words. A
/// noun is recognised by its position in this document ("soil" in "in the soil." is one, "keeps" in "which keeps well"
/// is none): there is no dictionary.
/// </summary>
internal static class EnglishKeywords
{
    private const int MaxPhraseWords = 3;
    private const double PhraseShare = 0.45;
    private const int Considered = 60;

    // A word that is used this often and never as a noun is none; one that is used less may just have had no occasion.
    private const int EnoughUses = 8;
    private const double WithoutOccasion = 0.5;

    /// <summary>The candidates, best first.</summary>
    public static List<KeywordCandidate> Find(IReadOnlyList<string> sentences, IReadOnlySet<string> headingWords)
    {
        var tally = new PhraseTally();
        for (var i = 0; i < sentences.Count; i++)
            Count(sentences[i], i, tally);
        var least = sentences.Count > 200 ? 4 : 2;
        var best = tally.Entries
            .Where(entry => entry.Count >= least && NounWorth(tally.WordOf(entry.Stems[^1])) > 0)
            .Select(entry => new KeywordCandidate(entry.Text, entry.Count, Score(entry, headingWords, sentences.Count)))
            .OrderByDescending(candidate => candidate.Score).ThenBy(candidate => candidate.Text, StringComparer.Ordinal)
            .Take(Considered)
            .ToList();
        return best.Where(word => !IsPartOfBetter(word, best)).ToList();
    }

    private static double Score(PhraseTally.Entry entry, IReadOnlySet<string> headingWords, int sentences)
    {
        var inHeadings = entry.Stems.Count(headingWords.Contains) / (double)entry.Stems.Length;
        var spread = 0.5 + (0.5 * entry.Spread(sentences));
        var length = entry.Stems.Length switch
        {
            1 => NounWorth(entry),
            2 => 2.8,
            _ => 3.2,
        };
        return entry.Count
            * spread
            * length
            * (1 + (0.8 * inHeadings))
            * (entry.Text.Length <= 3 && !entry.Text.All(char.IsUpper) ? 0.6 : 1);
    }

    private static double NounWorth(PhraseTally.Entry entry)
    {
        if (entry.Nouns > 0 || char.IsUpper(entry.Text[0]))
            return 1;
        var isOther =
            entry.Stems[0].EndsWith("ed", StringComparison.Ordinal)
            || entry.Stems[0].EndsWith("ly", StringComparison.Ordinal);
        return isOther || entry.Count >= EnoughUses ? 0 : WithoutOccasion;
    }

    // "Debian package" replaces "package" where nearly half of the uses of "package" are in that phrase. A better part
    // of a phrase replaces the phrase.
    private static bool IsPartOfBetter(KeywordCandidate word, List<KeywordCandidate> all) =>
        all.Any(other =>
            other != word
            && Contains(other.Text, word.Text)
            && other.Count >= word.Count * PhraseShare
            && other.Score > word.Score * 0.5)
        || all.Any(other =>
            other != word && Contains(word.Text, other.Text) && other.Text.Contains(' ') && other.Score > word.Score);

    private static bool Contains(string phrase, string part) =>
        phrase.Length > part.Length && $" {phrase} ".Contains($" {part} ", StringComparison.OrdinalIgnoreCase);

    private static void Count(string sentence, int number, PhraseTally tally)
    {
        var words = new List<(string Surface, string Stem, bool Begins)>();
        var lastEnd = -1;
        var (last, beforeWords) = ("", "");
        foreach (var run in TextRuns.Of(sentence))
        {
            var surface = sentence[run.Start..run.End];
            var lower = surface.ToLowerInvariant();
            var isWord =
                !run.IsCjk && surface.Length > 2 && surface.All(char.IsLetter) && !StopWords.English.Contains(lower);
            var isNext = lastEnd >= 0 && run.Start == lastEnd + 1 && sentence[lastEnd] is ' ' or '-';
            if (!isWord || !isNext)
                Close(words, beforeWords, number, tally);
            else if (words.Count == MaxPhraseWords)
                Close(words, before: "", number, tally);
            if (isWord && words.Count == 0)
                beforeWords = isNext ? last : "";
            if (isWord)
                words.Add((surface, WordStem.Of(lower), lastEnd < 0));
            (last, lastEnd) = (lower, run.End);
        }

        Close(words, beforeWords, number, tally);
    }

    private static void Close(
        List<(string Surface, string Stem, bool Begins)> words, string before, int sentence, PhraseTally tally)
    {
        for (var from = 0; from < words.Count; from++)
        {
            for (var count = 1; from + count <= words.Count; count++)
            {
                var part = words.GetRange(from, count);
                var isNoun = from == words.Count - 1 && IsNoun(words, before);
                tally.Add(
                    part.Select(word => word.Stem).ToArray(),
                    string.Join(' ', part.Select(word => word.Surface)),
                    sentence, part[0].Begins, isNoun);
            }
        }

        words.Clear();
    }

    // Whether the last word is: "in the soil", "a cold frame", "with host tools", but not "the crop keeps".
    private static bool IsNoun(List<(string Surface, string Stem, bool Begins)> words, string before) =>
        StopWords.Prepositions.Contains(before)
        || (
            StopWords.Determiners.Contains(before)
            && (words.Count == 1 || words[^1].Surface.Equals(words[^1].Stem, StringComparison.OrdinalIgnoreCase)));
}
