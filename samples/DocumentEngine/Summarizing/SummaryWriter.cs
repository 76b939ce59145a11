namespace DocumentEngine.Summarizing;

/// <summary>
/// Chooses the sentences of the summary: TextRank for what is central, place and form for what is worth saying, MMR
/// against repetition.
/// </summary>
internal static class SummaryWriter
{
    private const int MostSentences = 6;
    private const int MaxLengthEnglish = 1_300;
    private const int MaxLengthChinese = 520;

    public static List<SummarySentence> Write(List<Passage> passages, string language, CancellationToken ct)
    {
        var vectors = WordVector.Of(passages);
        var ranks = TextRank.Rank(vectors, ct);
        // The rank orders; place and form decide between the sentences that are all central enough.
        var scores = ranks.Select((rank, i) => Math.Pow(rank, 0.8) * passages[i].Prior).ToArray();
        var count = Math.Clamp(1 + (passages.Count / 4), 1, MostSentences);
        return MarginalRelevance
            .Choose(passages, vectors, scores, count, language == "zh" ? MaxLengthChinese : MaxLengthEnglish)
            .Select(i => new SummarySentence(passages[i].Text, passages[i].Page))
            .ToList();
    }

    /// <summary>
    /// For a text without one whole sentence (a table, a list): its first paragraphs, as far as they go.
    /// </summary>
    public static List<SummarySentence> Opening(IReadOnlyList<TextBlock> blocks) =>
        blocks
            .Where(block => block.Text.Any(char.IsLetterOrDigit))
            .Take(2)
            .Select(block => new SummarySentence(
                block.Text.Length <= 200
                    ? block.Text
                    : block.Text[..(char.IsHighSurrogate(block.Text[199]) ? 199 : 200)] + "…",
                block.Page))
            .ToList();
}
