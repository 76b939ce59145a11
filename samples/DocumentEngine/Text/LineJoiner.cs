using System.Text;

namespace DocumentEngine.Text;

/// <summary>Puts lines together: nothing between two CJK characters, a blank between anything else.</summary>
public static class LineJoiner
{
    /// <summary>The text on one line.</summary>
    public static string Join(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.AsSpan().IndexOfAny('\n', '\t') < 0)
            return text;
        var joined = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('\n' or '\t'))
                joined.Append(text[i]);
            else if (!IsInsideCjk(text, i) && (joined.Length == 0 || joined[^1] != ' '))
                joined.Append(' ');
        }

        return joined.ToString();
    }

    private static bool IsInsideCjk(string text, int i) =>
        text[i] == '\n' && i > 0 && i + 1 < text.Length && IsWide(text[i - 1]) && IsWide(text[i + 1]);

    private static bool IsWide(char c) =>
        CjkScript.Contains(c)
        || char.IsSurrogate(c)
        || c is (>= '\u3001' and <= '\u303F') or (>= '\uFF01' and <= '\uFF5E');
}
