using DocumentEngine.Text;

namespace DocumentEngine.Summarizing;

/// <summary>Splits a paragraph into sentences, Chinese and English.</summary>
internal static class Sentences
{
    private const string Closers = "\"'”’」』）)]》】";

    public static IEnumerable<string> Of(string paragraph)
    {
        var start = 0;
        for (var end = 1; end <= paragraph.Length; end++)
        {
            if (!SentenceBorders.IsEnd(paragraph, end) || IsInnerSemicolon(paragraph, end))
                continue;
            var sentence = paragraph[start..end].Trim();
            start = end;
            if (sentence.Length > 0)
                yield return sentence;
        }
    }

    /// <summary>Whether the text ends with a whole sentence.</summary>
    public static bool EndsOne(string text)
    {
        var last = text.Length - 1;
        while (last > 0 && Closers.Contains(text[last]))
            last--;
        return last >= 0 && text[last] is '.' or '!' or '?' or '。' or '！' or '？' or '；' or ':' or '：';
    }

    // A chunk may be cut at a semicolon; a sentence of a summary reads better whole.
    private static bool IsInnerSemicolon(string text, int end) => end < text.Length && text[end - 1] == '；';
}
