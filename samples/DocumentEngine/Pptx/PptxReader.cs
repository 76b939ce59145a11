using System.Xml;
using DocumentEngine.Documents;
using DocumentEngine.Office;

namespace DocumentEngine.Pptx;

/// <summary>
/// A PowerPoint presentation, a page a slide: titles, text, tables, charts and diagrams in the order of the slide's XML, then the
/// speaker's notes. Streamed; nothing of a slide is held but its text.
/// </summary>
internal static class PptxReader
{
    private static readonly string[] DrawnParts = ["chart", "diagramData"];

    /// <summary>Reads it; bad XML and a damaged archive are left to the caller.</summary>
    /// <param name="package">The package.</param>
    /// <param name="main">Its main part.</param>
    public static IParsedDocument Read(OfficePackage package, string main)
    {
        var warnings = new DocumentWarnings();
        var slides = new List<Slide>();
        long characters = 0;
        foreach (var id in SlideIds(package, main))
        {
            if (slides.Count == DocumentLimits.MaxPages)
                throw DocumentErrors.TooManyPages(DocumentLimits.MaxPages);
            var part = package.RelationshipsOf(main).FirstOrDefault(each => each.Id == id)?.Target;
            var slide = part is not null && package.Has(part) ? ReadSlide(package, part, warnings) : Slide.Missing;
            characters += slide.Text.Length;
            if (characters > DocumentLimits.MaxCharacters || slide.Text.Length > DocumentLimits.MaxPageCharacters)
                throw DocumentErrors.TooMuchText();
            slides.Add(slide);
        }

        return slides.Count > 0 ? new SlideDeck(slides, warnings.ToList()) : throw DocumentErrors.Empty();
    }

    private static List<string> SlideIds(OfficePackage package, string main)
    {
        var ids = new List<string>();
        using var xml = package.Open(main);
        while (xml.Read())
        {
            // The slide's own number is called "id" too, without a namespace.
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "sldId" })
                ids.Add(RelationshipId(xml) ?? "");
        }

        return ids;
    }

    private static string? RelationshipId(XmlReader xml) =>
        xml.GetAttribute("id", "http://schemas.openxmlformats.org/officeDocument/2006/relationships")
        ?? xml.GetAttribute("id", "http://purl.oclc.org/ooxml/officeDocument/relationships");

    private static Slide ReadSlide(OfficePackage package, string part, DocumentWarnings warnings)
    {
        var walk = new SlideWalk();
        using (var xml = package.Open(part))
            walk.Read(xml);
        var text = walk.Text;
        foreach (var drawn in DrawnParts.SelectMany(kind => package.Related(part, kind)))
        {
            using var xml = package.Open(drawn);
            text += "\n\n" + DrawingText.Read(xml);
        }

        foreach (var notes in package.Related(part, "notesSlide"))
        {
            var spoken = new SlideWalk();
            using var xml = package.Open(notes);
            spoken.Read(xml);
            text += "\n\n" + spoken.Text;
        }

        if (package.Related(part, "comments").Any())
            warnings.LeftOut(new("slides' comments", "幻灯片批注"));
        return new(walk.Title, text);
    }
}
