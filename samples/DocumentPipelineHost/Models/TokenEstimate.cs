using System.Text;

namespace DocumentPipelineHost.Models;

/// <summary>Estimates the number of tokens of a text before a model counts it: rather too many than too few.</summary>
internal static class TokenEstimate
{
    /// <summary>
    /// Models cut English into some four bytes a token and Chinese into some three: a third of the bytes is more than
    /// either.
    /// </summary>
    public static int Of(string text) => (int)OfBytes(Encoding.UTF8.GetByteCount(text));

    /// <summary>The same of a text of so many bytes of UTF-8.</summary>
    public static long OfBytes(long bytes) => (bytes + 2) / 3;

    /// <summary>The beginning of a text that is at most so many tokens.</summary>
    public static string Cut(string text, int tokens)
    {
        if (Of(text) <= tokens)
            return text;
        var bytes = 0;
        var end = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if ((bytes + 2) / 3 > tokens)
                break;
            end += rune.Utf16SequenceLength;
        }

        return text[..end];
    }
}
