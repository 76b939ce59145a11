namespace DocumentEngine.Text;

/// <summary>
/// Distinguishes Chinese from English by the share of the scripts. A text is Chinese if it has at least as many CJK
/// characters as words in other letters, so that a Chinese manual full of English commands is Chinese.
/// </summary>
public static class LanguageDetector
{
    /// <summary>"zh" or "en".</summary>
    public static string Detect(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Detect([text]);
    }

    /// <summary>"zh" or "en", over the pages of a document.</summary>
    public static string Detect(IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        long cjk = 0, words = 0;
        foreach (var text in texts)
        {
            foreach (var run in TextRuns.Of(text))
            {
                if (run.IsCjk)
                    cjk += run.End - run.Start;
                else if (char.IsLetter(text[run.Start]))
                    words++;
            }
        }

        return cjk > 0 && cjk >= words ? "zh" : "en";
    }
}
