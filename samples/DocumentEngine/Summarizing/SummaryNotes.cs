namespace DocumentEngine.Summarizing;

/// <summary>The codes of <see cref="SummaryResult.Note"/>.</summary>
public static class SummaryNotes
{
    /// <summary>The text is too short: its own sentences are shown.</summary>
    public const string TooShort = "summary.too_short";

    /// <summary>The text has no whole sentences: its beginning is shown.</summary>
    public const string NoSentences = "summary.no_sentences";
}
