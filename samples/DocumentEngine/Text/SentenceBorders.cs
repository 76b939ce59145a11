namespace DocumentEngine.Text;

/// <summary>Knows where a sentence, Chinese or English, ends in running text.</summary>
internal static class SentenceBorders
{
    private const string Closers = "\"'”’」』）)]》】";
    private const int MostClosers = 8;

    /// <summary>
    /// The best place to cut in (<paramref name="from"/>, <paramref name="to"/>]: after the last sentence, else after
    /// the last comma, else at the last blank, else at <paramref name="to"/> but not inside a surrogate pair.
    /// </summary>
    public static int LastBefore(string text, int from, int to)
    {
        for (var end = to; end > from; end--)
        {
            if (IsEnd(text, end))
                return end;
        }

        for (var end = to; end > from; end--)
        {
            if (text[end - 1] is '，' or '、' or '：' or ',' or ' ' or '\t' or '\n')
                return end;
        }

        return to < text.Length && char.IsLowSurrogate(text[to]) && to - 1 > 0 && char.IsHighSurrogate(text[to - 1])
            ? to - 1
            : to;
    }

    /// <summary>Whether a sentence ends right before <paramref name="end"/>.</summary>
    public static bool IsEnd(string text, int end)
    {
        if (end == text.Length)
            return true;
        if (Closers.Contains(text[end]) || IsStop(text[end]))
            return false;
        var last = end - 1;
        while (last > 0 && end - last <= MostClosers && Closers.Contains(text[last]))
            last--;
        return text[last] switch
        {
            '。' or '！' or '？' or '；' => true,
            '!' or '?' => char.IsWhiteSpace(text[end]) || !char.IsAscii(text[end]),
            '.' => char.IsWhiteSpace(text[end]) && !Abbreviations.EndsAt(text, last),
            '\n' => last > 0 && text[last - 1] == '\n',
            _ => false,
        };
    }

    private static bool IsStop(char c) => c is '。' or '！' or '？' or '；' or '!' or '?' or '.';
}
