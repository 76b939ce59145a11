using DocumentEngine.Documents;

namespace DocumentEngine.Summarizing;

/// <summary>
/// Finds a line of the text among the headings that the document declares, whatever number stands before it.
/// </summary>
internal sealed class OutlineIndex
{
    private readonly Dictionary<(int Page, string Title), int> _levels = [];

    public OutlineIndex(IReadOnlyList<OutlineEntry> outline)
    {
        foreach (var entry in outline)
            _levels.TryAdd((entry.Page, Key(entry.Title)), entry.Level);
    }

    public bool IsEmpty => _levels.Count == 0;

    /// <summary>The level of the heading that the text is, or null.</summary>
    public int? Level(int page, string text) =>
        text.Length <= 250 && _levels.TryGetValue((page, Key(text)), out var level)
            ? Math.Min(level, TextBlock.UnknownLevel - 1)
            : null;

    private static string Key(string title) =>
        string.Concat(title.SkipWhile(c => !char.IsLetter(c)).Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
