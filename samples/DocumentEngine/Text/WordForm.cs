using System.Text;

namespace DocumentEngine.Text;

/// <summary>
/// The form in which words are compared: lower case, without accents, at most 64 units (PostgreSQL refuses endless
/// words).
/// </summary>
internal static class WordForm
{
    private const int MaxLength = 64;

    public static string Of(ReadOnlySpan<char> word)
    {
        if (word.Length > MaxLength)
            word = word[..(char.IsHighSurrogate(word[MaxLength - 1]) ? MaxLength - 1 : MaxLength)];
        var lower = word.ToString().ToLowerInvariant();
        return Ascii.IsValid(lower) ? lower : WithoutAccents(lower);
    }

    private static string WithoutAccents(string word)
    {
        var kept = new StringBuilder(word.Length);
        foreach (var c in word.Normalize(NormalizationForm.FormD))
        {
            if (c is < '\u0300' or > '\u036F')
                kept.Append(c);
        }

        return kept.ToString().Normalize(NormalizationForm.FormC);
    }
}
