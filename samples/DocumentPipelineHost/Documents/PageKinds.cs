using DocumentEngine.Documents;

namespace DocumentPipelineHost.Documents;

/// <summary>
/// What a document's pages are to its reader: "page", "slide", or "section" where there are no pages, or nobody knows
/// their numbers.
/// </summary>
internal static class PageKinds
{
    private const string Page = "page";
    private const string Slide = "slide";
    private const string Section = "section";

    /// <summary>The name of a kind, as it is kept and sent.</summary>
    public static string Name(PageKind kind) => kind switch
    {
        PageKind.Page => Page,
        PageKind.Slide => Slide,
        _ => Section,
    };

    /// <summary>
    /// The kind that was kept, otherwise the kind by media type. Word documents may have pages or not.
    /// </summary>
    /// <param name="kept">What was kept; null for documents that are not parsed, or were before it was kept.</param>
    /// <param name="type">The media type.</param>
    public static string Of(string? kept, string? type) => kept ?? type switch
    {
        "application/pdf" => Page,
        ContentTypes.Slides => Slide,
        _ => Section,
    };
}
