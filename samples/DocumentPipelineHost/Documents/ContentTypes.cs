using DocumentEngine.Documents;

namespace DocumentPipelineHost.Documents;

/// <summary>The media type of each kind of document, and the file extensions that a picker may offer.</summary>
internal static class ContentTypes
{
    private const string Word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    public const string Slides = "application/vnd.openxmlformats-officedocument.presentationml.presentation";

    public static readonly IReadOnlyList<string> Extensions =
    [
        ".pdf", ".docx", ".pptx", ".xlsx", ".epub", ".html", ".htm", ".md", ".markdown", ".csv", ".tsv", ".txt",
    ];

    public static string Of(DocumentKind kind) => kind switch
    {
        DocumentKind.Pdf => "application/pdf",
        DocumentKind.Markdown => "text/markdown",
        DocumentKind.Html => "text/html",
        DocumentKind.Docx => Word,
        DocumentKind.Pptx => Slides,
        DocumentKind.Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        DocumentKind.Epub => "application/epub+zip",
        DocumentKind.Csv => "text/csv",
        _ => "text/plain",
    };
}
