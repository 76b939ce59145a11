using System.IO.Compression;
using System.Text;
using DocumentEngine.Documents;

namespace DocumentEngine.Tests.Parsing;

/// <summary>Damage in a part that a document can do without costs that part, with a warning, and no more.</summary>
public sealed class DamagedPartTests
{
    private const string Cut = "<root><p>cut";
    private const string Cells = "<row><c><v>5</v></c></row>";

    [Theory]
    [InlineData("styles")]
    [InlineData("numbering")]
    [InlineData("footnotes")]
    [InlineData("endnotes")]
    [InlineData("header")]
    [InlineData("footer")]
    [InlineData("comments")]
    [InlineData("chart")]
    [InlineData("diagramData")]
    public void Read_PartOfAWordDocument_CostsThePart(string kind)
    {
        var source = OfficeSource.Docx(OfficeSource.Words("Words"), (kind, "part.xml", Cut));

        AssertRead("Words", "word/part.xml", source);
        AssertRead("Words", "word/part.xml", Spoiled(source, "word/part.xml"));
    }

    [Fact]
    public void Read_PieceOfAWordDocument_CostsThePiece()
    {
        var piece = ("aFChunk", "piece.txt", "A piece of plain text, long enough to be packed.");
        var source = OfficeSource.Docx(OfficeSource.Words("Words") + "<w:altChunk r:id=\"r0\"/>", piece);

        AssertRead("Words", "word/piece.txt", Spoiled(source, "word/piece.txt"));
    }

    [Fact]
    public void Read_NotesBeforeTheDamage_AreKept()
    {
        var notes =
            $"<w:footnotes {OfficeSource.Word}><w:footnote w:id=\"2\">{OfficeSource.Words("Kept.")}</w:footnote>"
            + $"<w:footnote w:id=\"3\">{OfficeSource.Words("Lost.")}";

        AssertRead(
            "One.\n\nKept.",
            "word/footnotes.xml",
            OfficeSource.Docx(
                "<w:p><w:r><w:t>One.</w:t><w:footnoteReference w:id=\"2\"/></w:r></w:p>",
                ("footnotes", "footnotes.xml", notes)));
    }

    [Fact]
    public void Read_RelationshipsOfAWordDocument_CostWhatTheyName() => AssertRead(
        "Words",
        "word/_rels/document.xml.rels",
        OfficeSource.Archive(
            ("_rels/.rels", OfficeSource.Relationships(("officeDocument", "word/document.xml"))),
            ("word/document.xml",
                $"<w:document {OfficeSource.Word}><w:body>{OfficeSource.Words("Words")}</w:body></w:document>"),
            ("word/_rels/document.xml.rels", "<Relationships><")));

    [Theory]
    [InlineData("comments")]
    [InlineData("threadedComment")]
    [InlineData("drawing")]
    public void Read_PartOfASheet_CostsThePart(string kind) => AssertRead("Sheet\n\n5", "xl/worksheets/part.xml", With(
        FormatSource.Xlsx(("Sheet", Cells, "")),
        ("xl/worksheets/_rels/sheet0.xml.rels", OfficeSource.Relationships((kind, "part.xml"))),
        ("xl/worksheets/part.xml", Cut)));

    [Fact]
    public void Read_StylesOfAWorkbook_CostTheFormats() => AssertRead(
        "Sheet\n\n5", "xl/styles.xml", With(FormatSource.Xlsx(("Sheet", Cells, "")), ("xl/styles.xml", Cut)));

    [Fact]
    public void Read_CalculationChain_IsNotRead()
    {
        var reading = Reading.Of(With(FormatSource.Xlsx(("Sheet", Cells, "")), ("xl/calcChain.xml", Cut)));

        Assert.Equal((null, "Sheet\n\n5"), (reading.Code, reading.Text));
    }

    [Theory]
    [InlineData("notesSlide")]
    [InlineData("slideLayout")]
    [InlineData("comments")]
    [InlineData("chart")]
    public void Read_PartOfASlide_CostsThePart(string kind)
    {
        var reading = Reading.Of(With(
            FormatSource.Pptx(FormatSource.Slide("Title", "Words")),
            ("ppt/slides/_rels/slide0.xml.rels", OfficeSource.Relationships((kind, "part.xml"))),
            ("ppt/slides/part.xml", Cut)));

        Assert.Null(reading.Code);
        Assert.Contains("Words", reading.Text, StringComparison.Ordinal);
        if (kind != "comments") // they are counted by the part, which is not opened
            Assert.Equal(["A part of the file is damaged: “ppt/slides/part.xml”."], reading.Warnings);
    }

    /// <summary>Without what names its slides or sheets there is no document: it is not called empty.</summary>
    [Fact]
    public void Open_RelationshipsOfSlidesOrSheets_AreADamagedFile()
    {
        var slides = With(FormatSource.Pptx(FormatSource.Slide("A", "B")), ("ppt/_rels/presentation.xml.rels", Cut));
        var sheets = With(FormatSource.Xlsx(("Sheet", Cells, "")), ("xl/_rels/workbook.xml.rels", Cut));

        Assert.Equal(DocumentErrorCodes.Corrupt, Reading.Of(slides).Code);
        Assert.Equal(DocumentErrorCodes.Corrupt, Reading.Of(sheets).Code);
    }

    [Theory]
    [InlineData("<dc:title>A <i>good</i> book</dc:title>", "A good book")]
    [InlineData("<dc:title/>", null)]
    public void Read_TitleOfABook_MayHaveElements(string title, string? read)
    {
        var package =
            "<package xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><metadata>"
            + title
            + "</metadata><manifest>"
            + "<item id=\"c\" href=\"c.xhtml\"/></manifest><spine><itemref idref=\"c\"/></spine></package>";
        var book = With(
            FormatSource.Epub(("c.xhtml", "<p>Words</p>")), ("OPS/book.opf", package));

        var reading = Reading.Of(book);

        Assert.Equal((null, "Words", read), (reading.Code, reading.Text, reading.Info.Title));
    }

    [Fact]
    public void Read_ListOfWhatIsEncryptedInABook_CostsTheList() => AssertRead(
        "Words",
        "META-INF/encryption.xml",
        With(FormatSource.Epub(("c.xhtml", "<p>Words</p>")), ("META-INF/encryption.xml", Cut)));

    [Theory]
    [InlineData("/Info 9 0 R")]
    [InlineData("/Info 7")]
    [InlineData("/Info << /Title 7 >>")]
    [InlineData("/Info << /Title 9 0 R >>")]
    [InlineData("/Info << /Title << /A [ ] >> >>")]
    public void Read_PropertiesOfAPdf_CostTheProperties(string info)
    {
        var pdf = PdfSource.Of(
        [
            "<< /Type /Catalog /Pages 2 0 R /Outlines 7 /AcroForm 9 0 R >>",
            PdfSource.Pages("3 0 R", 1),
            PdfSource.Page(4),
            PdfSource.Words("Words"),
        ]);

        var reading = Reading.Of(Encoding.Latin1.GetBytes(
            Encoding.Latin1.GetString(pdf).Replace("/Root", $"{info} /Root", StringComparison.Ordinal)));

        Assert.Equal((null, "Words", null), (reading.Code, reading.Text, reading.Info.Title));
    }

    /// <summary>What the properties point to is a stream: the file is read without them.</summary>
    [Theory]
    [InlineData("/Info 5 0 R")]
    [InlineData("/Info\n5 0 R")]
    public void Read_PropertiesOfAPdfThatAreAStream_CostTheProperties(string info)
    {
        var pdf = PdfSource.Of(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            PdfSource.Pages("3 0 R", 1),
            PdfSource.Page(4),
            PdfSource.Words("Words of /Info 5 0 R"),
            PdfSource.Drawing("nothing"),
        ]);

        var reading = Reading.Of(Encoding.Latin1.GetBytes(
            Encoding.Latin1.GetString(pdf).Replace("/Root", $"{info} /Root", StringComparison.Ordinal)));

        Assert.Equal((null, null), (reading.Code, reading.Info.Title));
        Assert.StartsWith("Words of", reading.Text, StringComparison.Ordinal);
    }

    private static void AssertRead(string text, string part, byte[] bytes)
    {
        var reading = Reading.Of(bytes);

        Assert.Equal((null, text), (reading.Code, reading.Text));
        var warning = Assert.Single(reading.Info.Warnings);
        Assert.Equal((DocumentWarningCodes.Damaged, part), (warning.Code, warning.Part));
        Assert.Equal($"A part of the file is damaged: “{part}”.", warning.Message.En);
    }

    /// <summary>The archive with parts added, or others in their place.</summary>
    private static byte[] With(byte[] archive, params (string Name, string Text)[] parts)
    {
        using var bytes = new MemoryStream();
        bytes.Write(archive);
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Update, leaveOpen: true))
        {
            foreach (var (name, text) in parts)
            {
                zip.GetEntry(name)?.Delete();
                using var part = new StreamWriter(zip.CreateEntry(name).Open());
                part.Write(text);
            }
        }

        return bytes.ToArray();
    }

    /// <summary>The archive with an entry whose packed bytes are no longer any.</summary>
    private static byte[] Spoiled(byte[] archive, string name)
    {
        var bytes = (byte[])archive.Clone();
        var at = bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(name)) + name.Length;
        bytes.AsSpan(at, 8).Fill(0xFF);
        return bytes;
    }
}
