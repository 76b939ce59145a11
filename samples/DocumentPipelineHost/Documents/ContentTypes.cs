using DocumentEngine.Documents;

namespace DocumentPipelineHost.Documents;

/// <summary>The media type of each kind of document, and the file extensions that a picker may offer.</summary>
internal static class ContentTypes
{
    public static readonly IReadOnlyList<string> Extensions = [".pdf", ".docx", ".html", ".htm", ".md", ".markdown", ".txt"];

    public static string Of(DocumentKind kind) => kind switch
    {
        DocumentKind.Pdf => "application/pdf",
        DocumentKind.Markdown => "text/markdown",
        DocumentKind.Html => "text/html",
        DocumentKind.Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        _ => "text/plain",
    };
}
