using DocumentPipelineHost.Search;

namespace DocumentPipelineHost.Summarizing;

/// <summary>English keywords: frequent words that are spread over the document, and frequent phrases of two or three of them.</summary>
internal static class EnglishKeywords
{
    private const int MaxPhraseWords = 3;
    private const double PhraseShare = 0.45;
    private const int Considered = 60;

    /// <summary>The candidates, best first.</summary>
    public static List<KeywordCandidate> Find(IReadOnlyList<string> sentences, IReadOnlySet<string> headingWords)
    {
        var tally = new PhraseTally();
        for (var i = 0; i < sentences.Count; i++)
            Count(sentences[i], i, tally);
        var least = sentences.Count > 200 ? 4 : 2;
        var best = tally.Entries
            .Where(entry => entry.Count >= least)
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
        var length = entry.Stems.Length switch { 1 => 1.0, 2 => 2.4, _ => 2.6 };
        return entry.Count * spread * length * (1 + (0.8 * inHeadings)) * (entry.Text.Length <= 3 && !entry.Text.All(char.IsUpper) ? 0.6 : 1);
    }

    // "package" gives way to "Debian package" where nearly half of its uses are in that phrase; a phrase to its better part-phrase.
    private static bool IsPartOfBetter(KeywordCandidate word, List<KeywordCandidate> all) => all.Any(other =>
        other != word && Contains(other.Text, word.Text) && other.Count >= word.Count * PhraseShare && other.Score > word.Score * 0.5)
        || all.Any(other => other != word && Contains(word.Text, other.Text) && other.Text.Contains(' ') && other.Score > word.Score);

    private static bool Contains(string phrase, string part) =>
        phrase.Length > part.Length && $" {phrase} ".Contains($" {part} ", StringComparison.OrdinalIgnoreCase);

    private static void Count(string sentence, int number, PhraseTally tally)
    {
        var words = new List<(string Surface, string Stem, bool Begins)>();
        var lastEnd = -1;
        foreach (var run in TextRuns.Of(sentence))
        {
            var surface = sentence[run.Start..run.End];
            var isWord = !run.IsCjk && surface.Length > 2 && surface.All(char.IsLetter) && !StopWords.English.Contains(surface.ToLowerInvariant());
            var isNext = lastEnd >= 0 && run.Start == lastEnd + 1 && sentence[lastEnd] is ' ' or '-';
            if (!isWord || !isNext || words.Count == MaxPhraseWords)
                Close(words, number, tally);
            if (isWord)
                words.Add((surface, WordStem.Of(surface.ToLowerInvariant()), lastEnd < 0));
            lastEnd = run.End;
        }

        Close(words, number, tally);
    }

    private static void Close(List<(string Surface, string Stem, bool Begins)> words, int sentence, PhraseTally tally)
    {
        for (var from = 0; from < words.Count; from++)
        {
            for (var count = 1; from + count <= words.Count; count++)
            {
                var part = words.GetRange(from, count);
                tally.Add(part.Select(word => word.Stem).ToArray(), string.Join(' ', part.Select(word => word.Surface)), sentence, part[0].Begins);
            }
        }

        words.Clear();
    }
}
