namespace DocumentEngine.Tests.Parsing;

/// <summary>Writes small presentations, workbooks and books by hand, right or wrong, as a test needs them.</summary>
internal static class FormatSource
{
    private const string Show =
        "xmlns:p=\"http://schemas.openxmlformats.org/presentationml/2006/main\" "
            + "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" "
        + "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

    internal const string Book =
        "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "
            + "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

    /// <summary>The shapes of a slide.</summary>
    public static string Slide(string title, string body) =>
        $"<p:sp><p:nvSpPr><p:nvPr><p:ph "
            + $"type=\"title\"/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>{title}</a:t></a:r></a:p></p:txBody></p:sp>"
        + $"<p:sp><p:txBody><a:p><a:r><a:t>{body}</a:t></a:r></a:p></p:txBody></p:sp>"
        + "<p:sp><p:nvSpPr><p:nvPr><p:ph "
        + "type=\"sldNum\"/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:fld><a:t>7</a:t></a:fld></a:p></p:txBody></p:sp>";

    /// <summary>A presentation of the slides' shapes; it shows them from the last to the first.</summary>
    public static byte[] Pptx(params string[] slides) => OfficeSource.Archive(
    [
        .. Frame(slides.Length),
        .. slides.Select(static (slide, i) => ($"ppt/slides/slide{i}.xml", SlideXml(slide))),
    ]);

    /// <summary>A presentation of one slide with notes.</summary>
    public static byte[] PptxWithNotes(string slide, string notes) =>
        OfficeSource.Archive([
            .. Frame(1), ("ppt/slides/slide0.xml", SlideXml(slide)),
            (
                "ppt/slides/_rels/slide0.xml.rels",
                OfficeSource.Relationships(("notesSlide", "../notesSlides/notes.xml"))),
            (
                "ppt/notesSlides/notes.xml",
                $"<p:notes {Show}><p:cSld><p:spTree><p:sp><p:txBody><a:p><a:r><a:t>{notes}</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld></p:notes>"
            ),
        ]);

    /// <summary>
    /// A workbook of sheets (name, rows, state); text 0 is "Grain", style 1 a date, style 2 a percent.
    /// </summary>
    public static byte[] Xlsx(params (string Name, string Rows, string State)[] sheets) =>
        OfficeSource.Archive([
            ("_rels/.rels", OfficeSource.Relationships(("officeDocument", "xl/workbook.xml"))),
            (
                "xl/workbook.xml",
                $"<workbook {Book}><sheets>{string.Concat(sheets.Select(static (sheet, i) => $"<sheet name=\"{sheet.Name}\" sheetId=\"{i}\" state=\"{(sheet.State.Length > 0 ? sheet.State : "visible")}\" r:id=\"r{i + 2}\"/>"))}</sheets></workbook>"
            ),
            (
                "xl/_rels/workbook.xml.rels",
                OfficeSource.Relationships([
                    ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml"),
                    .. sheets.Select(static (_, i) => ("worksheet", $"worksheets/sheet{i}.xml")),
                ])),
            (
                "xl/sharedStrings.xml",
                $"<sst {Book}><si><r><t>Gr</t></r><r><t>ain</t></r><rPh><t>no</t></rPh></si></sst>"),
            (
                "xl/styles.xml",
                $"<styleSheet {Book}><numFmts><numFmt numFmtId=\"170\" "
                    + $"formatCode=\"yyyy\\-mm\\-dd\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf "
                    + $"numFmtId=\"170\"/><xf numFmtId=\"10\"/></cellXfs></styleSheet>"
            ),
            .. sheets.Select(
                static (sheet, i) =>
                    (
                        $"xl/worksheets/sheet{i}.xml",
                        $"<worksheet {Book}><sheetData>{sheet.Rows}</sheetData></worksheet>")),
        ]);

    /// <summary>A book of chapters (file below OPS, body).</summary>
    public static byte[] Epub(params (string Name, string Body)[] chapters) =>
        OfficeSource.Archive([.. EpubEntries(chapters)]);

    /// <summary>A book whose text is encrypted.</summary>
    public static byte[] ProtectedEpub() =>
        OfficeSource.Archive([
            .. EpubEntries([("a.xhtml", "<p>x</p>")]),
            (
                "META-INF/encryption.xml",
                "<encryption xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><EncryptedData "
                    + "xmlns=\"http://www.w3.org/2001/04/xmlenc#\"><EncryptionMethod "
                    + "Algorithm=\"http://www.w3.org/2001/04/xmlenc#aes128-cbc\"/></EncryptedData></encryption>"
            ),
        ]);

    private static List<(string, string)> EpubEntries((string Name, string Body)[] chapters) =>
        [
            ("mimetype", "application/epub+zip"),
            (
                "META-INF/container.xml",
                "<container xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><rootfiles><rootfile "
                    + "full-path=\"OPS/book.opf\" "
                    + "media-type=\"application/oebps-package+xml\"/></rootfiles></container>"
            ),
            (
                "OPS/book.opf",
                "<package xmlns=\"http://www.idpf.org/2007/opf\"><metadata "
                    + "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>A book</dc:title></metadata><manifest>"
                    + string.Concat(
                        chapters.Select(
                            static (chapter, i) =>
                                $"<item id=\"c{i}\" href=\"{chapter.Name}\" media-type=\"application/xhtml+xml\"/>"))
                    + "</manifest><spine>"
                    + string.Concat(chapters.Select(static (_, i) => $"<itemref idref=\"c{i}\"/>"))
                    + "</spine></package>"),
            .. chapters.Select(static chapter =>
                (
                    $"OPS/{chapter.Name}",
                    $"<?xml version=\"1.0\" encoding=\"utf-8\"?><html "
                        + $"xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>x</title></head><body>{chapter.Body}</body></html>"
                )),
        ];

    private static List<(string, string)> Frame(int slides) =>
        [
            ("_rels/.rels", OfficeSource.Relationships(("officeDocument", "ppt/presentation.xml"))),
            (
                "ppt/presentation.xml",
                $"<p:presentation {Show}><p:sldIdLst>{string.Concat(Enumerable.Range(0, slides).Reverse().Select(static i => $"<p:sldId id=\"{256 + i}\" r:id=\"r{i}\"/>"))}</p:sldIdLst></p:presentation>"
            ),
            (
                "ppt/_rels/presentation.xml.rels",
                OfficeSource.Relationships(
                    Enumerable.Range(0, slides).Select(static i => ("slide", $"slides/slide{i}.xml")))),
        ];

    private static string SlideXml(string shapes) =>
        $"<p:sld {Show}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>";
}
