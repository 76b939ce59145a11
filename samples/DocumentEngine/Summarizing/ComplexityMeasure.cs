using System.Globalization;
using DocumentEngine.Messages;

namespace DocumentEngine.Summarizing;

/// <summary>
/// How hard a text is to read: by the length of its sentences and the share of its long (or foreign) words.
/// </summary>
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
            MessageCatalog.Text("complexity.english", ("length", Whole(length)), ("share", Whole(longShare))));
    }

    private static Complexity Chinese(TextMeasure text, long sentences)
    {
        var length = (double)text.SentenceLength / sentences;
        var foreign = 100.0 * text.Words / Math.Max(1, text.Words + text.CjkCharacters);
        return new(
            Level(length + (1.2 * foreign), medium: 36, high: 58),
            MessageCatalog.Text("complexity.chinese", ("length", Whole(length)), ("share", Whole(foreign))));
    }

    private static string Whole(double value) => value.ToString("F0", CultureInfo.InvariantCulture);

    private static ComplexityLevel Level(double value, double medium, double high) =>
        value >= high ? ComplexityLevel.High : value >= medium ? ComplexityLevel.Medium : ComplexityLevel.Low;
}
