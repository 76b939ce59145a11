namespace DocumentEngine.Summarizing;

/// <summary>How hard a text is to read: by the length of its sentences and the share of its long (or foreign) words.</summary>
internal static class ComplexityMeasure
{
    public static Complexity Of(TextMeasure text, string language)
    {
        var sentences = Math.Max(1, text.Sentences);
        return language == "zh" ? Chinese(text, sentences) : English(text, sentences);
    }

    // LIX-like: plain English prose has about 15 words a sentence and one word in ten of ten letters and more.
    private static Complexity English(TextMeasure text, long sentences)
    {
        var length = (double)text.SentenceLength / sentences;
        var longShare = 100.0 * text.LongWords / Math.Max(1, text.Words);
        return new(
            Level(length + (1.5 * longShare), medium: 27, high: 44),
            new($"Sentences of {length:F0} words on average; {longShare:F0}% of the words are long.", $"平均每句 {length:F0} 个单词，长词占 {longShare:F0}%。"));
    }

    private static Complexity Chinese(TextMeasure text, long sentences)
    {
        var length = (double)text.SentenceLength / sentences;
        var foreign = 100.0 * text.Words / Math.Max(1, text.Words + text.CjkCharacters);
        return new(
            Level(length + (1.2 * foreign), medium: 36, high: 58),
            new(
                $"Sentences of {length:F0} characters on average; {foreign:F0}% foreign words and terms.",
                $"平均每句 {length:F0} 字，外文词和术语占 {foreign:F0}%。"));
    }

    private static ComplexityLevel Level(double value, double medium, double high) =>
        value >= high ? ComplexityLevel.High : value >= medium ? ComplexityLevel.Medium : ComplexityLevel.Low;
}
