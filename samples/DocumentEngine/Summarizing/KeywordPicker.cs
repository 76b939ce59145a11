namespace DocumentEngine.Summarizing;

/// <summary>
/// Picks the document's keywords: in a Chinese document Chinese words first, with the names it writes in Latin letters.
/// </summary>
internal static class KeywordPicker
{
    private const int Most = 12;
    private const int MostLatinInChinese = 4;

    // The work must not grow with the longest documents; these many sentences and headings, taken evenly, show what is
    // frequent. Of one that has no end (a list, or a text without full stops) its beginning does.
    private const int MostSentences = 3_000;
    private const int LongestSentence = 1_000;

    public static List<Keyword> Pick(IReadOnlyList<TextBlock> blocks, string language, CancellationToken ct)
    {
        var sentences = Sample([
            .. blocks.Where(block => !block.IsHeading).SelectMany(block => Sentences.Of(block.Text)).Where(IsProse),
        ]);
        var headings = string.Join(
            '\n',
            Sample([.. blocks.Where(block => block.IsHeading).Select(block => block.Text)]));
        var headingWords = ContentWords.Of(headings).ToHashSet(StringComparer.Ordinal);
        var latin = EnglishKeywords.Find(sentences, headingWords);
        if (language != "zh")
            return Weighted(latin);
        var chinese = ChineseKeywords.Find(sentences, headings, ct);
        var names = latin
            .Where(word => char.IsUpper(word.Text[0]) && !word.Text.Contains(' '))
            .Take(MostLatinInChinese);
        return Weighted(chinese.Take(Most).Concat(names).OrderByDescending(word => word.Score).ToList());
    }

    private static List<Keyword> Weighted(List<KeywordCandidate> words)
    {
        var highest = words.Count > 0 ? words[0].Score : 1;
        return words.Take(Most).Select(word => new Keyword(word.Text, Math.Round(word.Score / highest, 3))).ToList();
    }

    private static bool IsProse(string sentence) =>
        sentence.Length >= 8
        && !HeadingPattern.IsCaption(sentence)
        && sentence.Count(c => char.IsLetter(c) || c == ' ') * 10 >= sentence.Length * 8;

    private static List<string> Sample(List<string> sentences)
    {
        var step = Math.Max(1, (double)sentences.Count / MostSentences);
        return
        [
            .. Enumerable
                .Range(0, Math.Min(MostSentences, sentences.Count))
                .Select(i => Cut(sentences[(int)(i * step)])),
        ];
    }

    private static string Cut(string sentence)
    {
        if (sentence.Length <= LongestSentence)
            return sentence;
        return sentence[
            ..(char.IsHighSurrogate(sentence[LongestSentence - 1]) ? LongestSentence - 1 : LongestSentence)
        ];
    }
}
