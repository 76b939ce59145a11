namespace DocumentEngine.Summarizing;

/// <summary>
/// Brings the plain endings of English words to one form, so that "pages" and "page" count as the same word.
/// </summary>
internal static class WordStem
{
    public static string Of(string word)
    {
        if (word.Length > 4 && word.EndsWith("ies", StringComparison.Ordinal))
            return word[..^3] + "y";
        if (
            word.Length > 4
            && (
                word.EndsWith("sses", StringComparison.Ordinal)
                || word.EndsWith("xes", StringComparison.Ordinal)
                || word.EndsWith("ches", StringComparison.Ordinal)
                || word.EndsWith("shes", StringComparison.Ordinal)))
            return word[..^2];
        var isPlural = word.Length > 3 && word[^1] == 's' && word[^2] is not ('s' or 'u' or 'i');
        return isPlural ? word[..^1] : word;
    }
}
