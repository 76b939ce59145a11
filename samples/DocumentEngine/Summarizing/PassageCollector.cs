namespace DocumentEngine.Summarizing;

/// <summary>Collects the sentences that may stand in a summary and weighs their places.</summary>
internal static class PassageCollector
{
    private const double LeadBonus = 1.2;
    private const double LeadLength = 10;
    private const double OpeningBonus = 0.35;
    private const int ThemeReach = 4;
    private const int LeastWords = 4;

    public static List<Passage> Collect(IReadOnlyList<TextBlock> blocks, CancellationToken ct)
    {
        var passages = new List<Passage>();
        int section = 0, inSection = 0, ordinal = 0;
        var theme = 1.0;
        foreach (var block in blocks)
        {
            ct.ThrowIfCancellationRequested();
            if (block.IsHeading)
            {
                // Matter around the text (licences, thanks) stays that until a heading of the same rank; a point fades
                // by itself.
                theme =
                    theme < 1 && block.HeadingLevel > 2 && block.HeadingLevel < TextBlock.UnknownLevel
                        ? theme
                        : SectionTheme.Worth(block.Text);
                section++;
                inSection = 0;
                continue;
            }

            foreach (var sentence in Sentences.Of(block.Text).Skip(block.StartsInsideSentence ? 1 : 0))
            {
                ordinal++;
                var words = ContentWords.Of(sentence);
                var worth = SentenceForm.Worth(sentence);
                if (worth <= 0 || words.Count < LeastWords)
                    continue;
                var place =
                    1 + (LeadBonus * Math.Exp(-passages.Count / LeadLength)) + (inSection == 0 ? OpeningBonus : 0);
                passages.Add(
                    new(
                        sentence, block.Page, ordinal, section, words,
                        worth * place * (theme < 1 || inSection < ThemeReach ? theme : 1)));
                inSection++;
            }
        }

        return Formulas.Discount(passages);
    }
}
