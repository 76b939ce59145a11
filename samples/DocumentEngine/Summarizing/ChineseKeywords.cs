using DocumentEngine.Text;

namespace DocumentEngine.Summarizing;

/// <summary>
/// Chinese keywords without a dictionary: strings of two to six characters that are frequent, hold together (each cut
/// of them is rarer by chance) and stand free (many different characters before and after them).
/// </summary>
internal static class ChineseKeywords
{
    private const int Longest = 6;
    private const double LeastCohesion = 6;
    private const double LeastFreedom = 0.8;
    private const int Considered = 80;

    /// <summary>Characters that are counted; sentences that an honest text has are shorter together.</summary>
    private const int MostCharacters = 150_000;

    /// <summary>The candidates, best first.</summary>
    public static List<KeywordCandidate> Find(IReadOnlyList<string> sentences, string headings, CancellationToken ct)
    {
        var grams = new GramTally();
        foreach (var sentence in sentences.TakeWhile(_ => grams.Total < MostCharacters))
        {
            ct.ThrowIfCancellationRequested();
            foreach (var run in TextRuns.Of(sentence))
            {
                if (run.IsCjk)
                    grams.Add(sentence.AsSpan(run.Start, run.End - run.Start), Longest + 1);
            }
        }

        var least = Math.Max(2, (int)(grams.Total / 6_000) + 2);
        var words = grams
            .Frequent(least, Longest)
            .Where(word => LooksLikeWord(word, grams))
            .ToDictionary(word => word, grams.Count, StringComparer.Ordinal);
        return words
            .Where(word => !IsFragment(word.Key, word.Value, words, grams))
            .Select(word => new KeywordCandidate(word.Key, word.Value, Score(word.Key, word.Value, headings)))
            .OrderByDescending(word => word.Score).ThenBy(word => word.Text, StringComparer.Ordinal)
            .Take(Considered)
            .ToList();
    }

    private static double Score(string word, int count, string headings) =>
        count * Math.Pow(word.Length - 1, 0.55) * (headings.Contains(word, StringComparison.Ordinal) ? 1.8 : 1);

    private static bool LooksLikeWord(string word, GramTally grams) =>
        !StopWords.NoStart.Contains(word[0])
        && !StopWords.NoEnd.Contains(word[^1])
        && !HoldsStopWord(word)
        && grams.Cohesion(word) >= LeastCohesion
        && grams.Freedom(word) >= Math.Min(LeastFreedom, 0.6 * Math.Log(grams.Count(word)));

    private static bool HoldsStopWord(string word)
    {
        if (
            StopWords.Chinese.Contains(word)
            || word.IndexOfAny(['的', '了', '是', '和', '与', '或', '在', '不', '你', '您', '我', '这', '那']) >= 0)
            return true;
        for (var i = 0; i + 2 <= word.Length; i++)
        {
            if (StopWords.Chinese.Contains(word.Substring(i, 2)))
                return true;
        }

        return false;
    }

    // "件系统" is a piece of "文件系统": nearly always with the same character beside it.
    private static bool IsFragment(string word, int count, Dictionary<string, int> words, GramTally grams) =>
        grams.Longer(word).Any(longer => words.TryGetValue(longer, out var there) && there >= count * 0.6);
}
