using DocumentEngine.Documents;
using DocumentEngine.Parsing;

namespace DocumentEngine.Tests.Parsing;

/// <summary>
/// What a test wants to know of a file: its kind, pages and warnings, or the code that it fails with.
/// </summary>
internal sealed record Reading(
    DocumentKind Kind, IReadOnlyList<ParsedPage> Pages, DocumentInfo Info, DocumentException? Failure)
{
    /// <summary>All of the text, pages parted by a form feed.</summary>
    public string Text => string.Join('\f', Pages.Select(static page => page.Text));

    public string? Code => Failure?.Code;

    /// <summary>The codes of the warnings by page, with their pages.</summary>
    public IEnumerable<string> PageWarnings
    {
        get
        {
            var coverage = new TextCoverage();
            foreach (var page in Pages)
                coverage.Add(page);
            return coverage.Warnings().Select(static warning => $"{warning.Code} {warning.Pages}");
        }
    }

    public IEnumerable<string> Warnings => Info.Warnings.Select(static warning => warning.Message.En);

    public static Reading Of(byte[] bytes)
    {
        using var file = new TemporaryFile(bytes);
        return OfFile(file.FullName);
    }

    public static Reading OfAsset(string name) => OfFile(Assets.Of(name));

    private static Reading OfFile(string path)
    {
        try
        {
            using var document = DocumentOpener.Open(path);
            return new(document.Kind, [.. document.ReadPages()], DocumentInfo.Of(document), null);
        }
        catch (DocumentException failure)
        {
            return new(default, [], new(default, 1, null, []), failure);
        }
    }
}
