using DocumentEngine.Messages;
using DocumentEngine.Text;

namespace DocumentEngine.Summarizing;

/// <summary>States that a text gives no summary: what is shown then is its beginning, or nearly all of it.</summary>
internal static class SummaryNote
{
    private const int LeastPassages = 4;
    private const int ShortWords = 120;

    /// <summary>The note; null where there is enough to choose from.</summary>
    /// <param name="passages">How many sentences may stand in a summary.</param>
    /// <param name="blocks">The text.</param>
    public static LocalizedText? For(int passages, IReadOnlyList<TextBlock> blocks)
    {
        if (passages == 0)
            return MessageCatalog.Text(SummaryNotes.NoSentences);
        var words = blocks.Sum(static block =>
            TextRuns.Of(block.Text).Sum(static run => run.IsCjk ? (run.End - run.Start + 1) / 2 : 1));
        return passages < LeastPassages && words < ShortWords ? MessageCatalog.Text(SummaryNotes.TooShort) : null;
    }
}
