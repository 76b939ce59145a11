using System.Xml;
using DocumentEngine.Blocks;
using DocumentEngine.Documents;
using DocumentEngine.Office;

namespace DocumentEngine.Docx;

/// <summary>
/// A Word document, streamed from its XML and never held as a tree (a 594 KB file can unfold to gigabytes in one). Read are the body with
/// its tables, text boxes, equations and fields' results, the notes after the paragraphs that refer to them, headers and footers once
/// each, charts and diagrams at the end; page breaks that Word has noted become pages. What is left out is counted in the warnings.
/// </summary>
internal static class DocxReader
{
    private static readonly string[] DrawnParts = ["chart", "diagramData"];

    /// <summary>Reads it; bad XML and a damaged archive are left to the caller.</summary>
    /// <param name="package">The package.</param>
    /// <param name="main">Its main part.</param>
    public static IParsedDocument Read(OfficePackage package, string main)
    {
        var warnings = new DocumentWarnings();
        var styles = WordStyles.Read(package, main);
        var notes = WordNotes.Read(package, main, styles, warnings);
        var text = new MarkedText();
        var walk = new WordWalk(text, styles, notes, warnings) 
        {
            Numbering = WordNumbering.Read(package, main),
            Chunk = id => WordChunks.Read(package, main, id, warnings),
        };
        using (var xml = package.Open(main))
            walk.Read(xml);
        AppendDrawn(package, main, text);
        AppendEdges(package, main, styles, notes, warnings, text);
        CountComments(package, main, warnings);
        return new TextBlocks(DocumentKind.Docx, text, walk.Title, warnings.ToList());
    }

    /// <summary>The words in charts and diagrams, which stand in parts of their own.</summary>
    private static void AppendDrawn(OfficePackage package, string main, MarkedText text)
    {
        foreach (var part in DrawnParts.SelectMany(kind => package.Related(main, kind)))
        {
            using var xml = package.Open(part);
            text.Append("\n\n" + DrawingText.Read(xml) + "\n\n");
        }
    }

    /// <summary>Headers and footers: once each, after the text, because they belong to no place in it.</summary>
    private static void AppendEdges(
        OfficePackage package, string main, WordStyles styles, WordNotes notes, DocumentWarnings warnings, MarkedText text)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in package.Related(main, "header").Concat(package.Related(main, "footer")))
        {
            var edge = new MarkedText();
            using var xml = package.Open(part);
            new WordWalk(edge, styles, notes, warnings) { IsPlain = true }.Read(xml);
            if (edge.ToString().Trim() is { Length: > 0 } words && seen.Add(words))
                text.Append("\n\n" + words + "\n\n");
        }
    }

    private static void CountComments(OfficePackage package, string main, DocumentWarnings warnings)
    {
        foreach (var part in package.Related(main, "comments"))
        {
            using var xml = package.Open(part);
            while (xml.Read())
            {
                if (xml is { NodeType: XmlNodeType.Element, LocalName: "comment" })
                    warnings.LeftOut(new("reviewers' comments", "审阅批注"));
            }
        }
    }
}
