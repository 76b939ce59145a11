using System.Xml;
using DocumentEngine.Documents;
using DocumentEngine.Messages;
using DocumentEngine.Office;

namespace DocumentEngine.Pptx;

/// <summary>
/// A PowerPoint presentation, a page a slide: titles, text, tables, charts and diagrams in the order of the slide's
/// XML, then the speaker's notes. Streamed; nothing of a slide is held but its text.
/// </summary>
internal static class PptxReader
{
    private static readonly string[] DrawnParts = ["chart", "chartEx", "diagramData"];

    // 10 by 7.5 inches, in English Metric Units.
    private const double UsualArea = 9_144_000.0 * 6_858_000;

    /// <summary>Reads it; bad XML and a damaged archive are left to the caller.</summary>
    /// <param name="package">The package.</param>
    /// <param name="main">Its main part.</param>
    public static IParsedDocument Read(OfficePackage package, string main)
    {
        var warnings = new DocumentWarnings();
        var slides = new List<Slide>();
        var layouts = new SlideLayouts(package);
        var (ids, area) = Slides(package, main);
        long characters = 0;
        foreach (var id in ids)
        {
            if (slides.Count == DocumentLimits.MaxPages)
                throw DocumentErrors.TooManyPages(DocumentLimits.MaxPages);
            var part = package.RelationshipsOf(main).FirstOrDefault(each => each.Id == id)?.Target;
            var slide = part is not null && package.Has(part)
                ? ReadSlide(package, part, area / 2, layouts, warnings)
                : Slide.Missing;
            characters += slide.Text.Length;
            if (characters > DocumentLimits.MaxCharacters || slide.Text.Length > DocumentLimits.MaxPageCharacters)
                throw DocumentErrors.TooMuchText();
            slides.Add(slide);
        }

        if (package.IsDamaged && slides.TrueForAll(static slide => slide.IsMissing))
            throw DocumentErrors.Corrupt();
        package.WarnOfLost(warnings);
        return slides.Count > 0 ? new SlideDeck(slides, warnings.ToList()) : throw DocumentErrors.Empty();
    }

    private static (List<string> Ids, double Area) Slides(OfficePackage package, string main)
    {
        var ids = new List<string>();
        var area = UsualArea;
        using var xml = package.Open(main);
        while (xml.Read())
        {
            // The slide's own number is called "id" too, without a namespace.
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "sldId" })
                ids.Add(RelationshipId(xml) ?? "");
            else if (
                xml is { NodeType: XmlNodeType.Element, LocalName: "sldSz" }
                && long.TryParse(xml.GetAttribute("cx"), out var wide)
                && long.TryParse(xml.GetAttribute("cy"), out var high))
                area = (double)wide * high;
        }

        return (ids, area);
    }

    private static string? RelationshipId(XmlReader xml) =>
        xml.GetAttribute("id", "http://schemas.openxmlformats.org/officeDocument/2006/relationships")
        ?? xml.GetAttribute("id", "http://purl.oclc.org/ooxml/officeDocument/relationships");

    private static Slide ReadSlide(
        OfficePackage package, string part, double large, SlideLayouts layouts, DocumentWarnings warnings)
    {
        var walk = new SlideWalk(large);
        using (var xml = package.Open(part))
            walk.Read(xml);
        var text = walk.Text;
        if (walk.ShowsMaster)
            text += layouts.WordsBehind(part);
        foreach (var drawn in DrawnParts.SelectMany(kind => package.Related(part, kind)))
            package.ReadOptional(drawn, xml => text += "\n\n" + DrawingText.Read(xml));

        foreach (var notes in package.Related(part, "notesSlide"))
        {
            var spoken = new SlideWalk();
            package.ReadOptional(notes, spoken.Read);
            text += "\n\n" + spoken.Text;
        }

        if (package.Related(part, "comments").Any())
            warnings.LeftOut(MessageCatalog.Text("part.slides_comments"));
        package.CountEmbedded(part, warnings);
        return new(walk.Title, text) { HasLargePicture = walk.HasLargePicture };
    }
}
