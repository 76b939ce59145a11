using DocumentEngine.Text;

namespace DocumentEngine.Documents;

/// <summary>
/// Keeps meaningful titles only; drops the empty, "untitled" and file-name titles that programs write by default.
/// </summary>
internal static class DocumentTitle
{
    private const int MaxLength = 200;

    public static string? Clean(string? title)
    {
        if (title is null)
            return null;
        var clean = TextCleaner
            .Clean(title.Length > 4 * MaxLength ? title[..(4 * MaxLength)] : title)
            .Replace('\n', ' ')
            .Replace('\t', ' ');
        if (
            clean.Length == 0
            || clean.StartsWith("untitled", StringComparison.OrdinalIgnoreCase)
            || clean.StartsWith("Microsoft Word - ", StringComparison.OrdinalIgnoreCase)
            || clean.StartsWith("about:", StringComparison.Ordinal))
            return null;
        return clean.Length <= MaxLength
            ? clean
            : clean[..(char.IsHighSurrogate(clean[MaxLength - 1]) ? MaxLength - 1 : MaxLength)];
    }
}
