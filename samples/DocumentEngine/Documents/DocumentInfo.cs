namespace DocumentEngine.Documents;

/// <summary>What an opened document states about itself.</summary>
/// <param name="Kind">What the content is.</param>
/// <param name="PageCount">How many pages it has; at least 1.</param>
/// <param name="Title">The title that it states, or null.</param>
/// <param name="Outline">The headings that it declares, in order.</param>
public sealed record DocumentInfo(DocumentKind Kind, int PageCount, string? Title, IReadOnlyList<OutlineEntry> Outline)
{
    /// <summary>What its text does not hold, or not for certain.</summary>
    public IReadOnlyList<DocumentWarning> Warnings { get; init; } = [];

    /// <summary>What its pages are.</summary>
    public PageKind PageKind { get; init; } = PageKind.Section;

    /// <summary>Of an opened document.</summary>
    public static DocumentInfo Of(IParsedDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return new(document.Kind, document.PageCount, document.Title, document.Outline)
        {
            Warnings = document.Warnings,
            PageKind = document.PageKind,
        };
    }
}
