using DocumentEngine.Text;

namespace DocumentEngine.Summarizing;

/// <summary>Says so where a text gives no summary: what is shown then is its beginning, or nearly all of it.</summary>
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
            return new("The document has no whole sentences to summarise: its beginning is shown.", "文档没有可供摘要的完整句子：显示其开头。");
        var words = blocks.Sum(static block => TextRuns.Of(block.Text).Sum(static run => run.IsCjk ? (run.End - run.Start + 1) / 2 : 1));
        return passages < LeastPassages && words < ShortWords
            ? new("The document is too short to summarise: its own sentences are shown.", "文档太短，无需摘要：显示原文语句。")
            : null;
    }
}
