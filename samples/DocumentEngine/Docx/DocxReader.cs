using System.Xml;
using DocumentEngine.Blocks;
using DocumentEngine.Documents;
using DocumentEngine.Messages;
using DocumentEngine.Office;

namespace DocumentEngine.Docx;

/// <summary>
/// A Word document, streamed from its XML and never held as a tree (a 594 KB file can unfold to gigabytes in one). Read
/// are the body with its tables, text boxes, equations and fields' results, charts and diagrams, the notes after the
/// paragraphs that refer to them, headers and footers once each at the end. Pages are Word's where it has noted them
/// all, else sections. What is left out is counted in the warnings.
/// </summary>
internal static class DocxReader
{
    /// <summary>Reads it; bad XML and a damaged archive are left to the caller.</summary>
    /// <param name="package">The package.</param>
    /// <param name="main">Its main part.</param>
    public static IParsedDocument Read(OfficePackage package, string main)
    {
        var warnings = new DocumentWarnings();
        var styles = WordStyles.Read(package, main);
        var notes = WordNotes.Read(package, main, styles, warnings);
        var marked = new MarkedText();
        var breaks = new WordBreaks();
        var drawn = new WordDrawn(package, main);
        var numbering = WordNumbering.Read(package, main);
        var text = new WordText(marked, styles, notes, warnings) { Numbering = numbering, Breaks = breaks };
        var walk = new WordWalk(text, warnings)
        {
            Chunk = id => WordChunks.Read(package, main, id, warnings),
            Drawn = drawn.Read,
        };
        using (var xml = package.Open(main))
            walk.Read(xml);
        drawn.AppendRest(marked);
        AppendEdges(package, main, styles, notes, warnings, marked);
        CountComments(package, main, warnings);
        if (notes.Unused is > 0 and var unused)
            warnings.LeftOut(MessageCatalog.Text("part.unused_notes"), unused);
        package.CountEmbedded(main, warnings);
        var hasPages = breaks.AreThoseOfWord(package);
        package.WarnOfLost(warnings);
        return new TextBlocks(DocumentKind.Docx, marked, text.Title, warnings.ToList(), hasPages);
    }

    /// <summary>Headers and footers: once each, after the text, because they belong to no place in it.</summary>
    private static void AppendEdges(
        OfficePackage package, string main, WordStyles styles, WordNotes notes, DocumentWarnings warnings,
        MarkedText text)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in package.Related(main, "header").Concat(package.Related(main, "footer")))
        {
            var edge = new MarkedText();
            var walk = new WordWalk(new(edge, styles, notes, warnings) { IsPlain = true }, warnings);
            package.ReadOptional(part, walk.Read);
            if (edge.ToString().Trim() is { Length: > 0 } words && seen.Add(words))
                text.Append("\n\n" + words + "\n\n");
        }
    }

    private static void CountComments(OfficePackage package, string main, DocumentWarnings warnings)
    {
        foreach (var part in package.Related(main, "comments"))
            package.ReadOptional(part, xml => CountComments(xml, warnings));
    }

    private static void CountComments(XmlReader xml, DocumentWarnings warnings)
    {
        while (xml.Read())
        {
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "comment" })
                warnings.LeftOut(MessageCatalog.Text("part.reviewers_comments"));
        }
    }
}
