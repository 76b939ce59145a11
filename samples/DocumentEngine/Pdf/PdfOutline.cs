using DocumentEngine.Documents;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Outline;

namespace DocumentEngine.Pdf;

/// <summary>A PDF's bookmarks as an outline.</summary>
internal static class PdfOutline
{
    private const int Most = 5_000;

    /// <summary>
    /// The bookmarks that lead to a page; none where they are damaged, the text is worth reading without them.
    /// </summary>
#pragma warning disable CA1031
    public static List<OutlineEntry> Of(PdfDocument document)
    {
        try
        {
            return document.TryGetBookmarks(out var bookmarks)
                ? bookmarks
                    .GetNodes()
                    .OfType<DocumentBookmarkNode>()
                    .Take(Most)
                    .Select(Entry)
                    .OfType<OutlineEntry>()
                    .ToList()
                : [];
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return [];
        }
    }
#pragma warning restore CA1031

    private static OutlineEntry? Entry(DocumentBookmarkNode node) =>
        DocumentTitle.Clean(node.Title) is { } title && node.PageNumber >= 1
            ? new(node.Level + 1, title, node.PageNumber)
            : null;
}
