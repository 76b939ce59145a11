using System.Text;
using DocumentEngine.Chunking;
using DocumentEngine.Documents;

namespace DocumentEngine.Tests.Parsing;

/// <summary>Presentations, workbooks, books and tables: by content, with their slides, sheets and chapters.</summary>
public sealed class FormatTests
{
    [Theory]
    [InlineData("pandoc.pptx", DocumentKind.Pptx, "The miller opens the sluice at dawn.")]
    [InlineData("pandoc.pptx", DocumentKind.Pptx, "Barley\t9")]
    [InlineData("libreoffice.pptx", DocumentKind.Pptx, "The miller opens the sluice at dawn.")]
    [InlineData("libreoffice.xlsx", DocumentKind.Xlsx, "Grain\tHours\tPrice\nBarley\t9\t1.5")]
    [InlineData("pandoc.epub", DocumentKind.Epub, "The miller opens the sluice at dawn.")]
    [InlineData("pandoc.epub", DocumentKind.Epub, "A tachyon walks into the mill.")]
    [InlineData("pandoc.docx", DocumentKind.Docx, "A tachyon walks into the mill.")]
    [InlineData("pandoc.docx", DocumentKind.Docx, "E=mc^2")]
    [InlineData("libreoffice.docx", DocumentKind.Docx, "A tachyon walks into the mill.")]
    [InlineData("libreoffice.docx", DocumentKind.Docx, "Spelt\t12")]
    public void Open_FileOfARealProgram_IsRead(string name, DocumentKind kind, string words)
    {
        var reading = Reading.OfAsset("tools/" + name);

        Assert.Equal(kind, reading.Kind);
        Assert.Contains(words, reading.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Slides_AreThePagesInTheOrderOfTheShow()
    {
        var reading = Reading.Of(
            FormatSource.Pptx(
                FormatSource.Slide("Second in the file", "shown first"), "",
                FormatSource.Slide("The harvest", "shown third")));

        Assert.Equal(
            ["The harvest\n\nshown third", "", "Second in the file\n\nshown first"],
            reading.Pages.Select(static page => page.Text));
        Assert.Equal(
            [new OutlineEntry(1, "The harvest", 1), new OutlineEntry(1, "Second in the file", 3)],
            reading.Info.Outline);
    }

    [Fact]
    public void Read_Slide_HasItsTableAndNotes()
    {
        const string Table =
            "<p:graphicFrame><a:tbl><a:tr><a:tc><a:p><a:r><a:t>Crop</a:t></a:r></a:p></a:tc><a:tc><a:p><a:r><a:t>Weeks</a:t></a:r></a:p></a:tc></a:tr></a:tbl></p:graphicFrame>";

        var text = Reading.Of(FormatSource.PptxWithNotes(Table, "Say this aloud.")).Text;

        Assert.Contains(
            "Crop \tWeeks", text.Replace("Crop\t", "Crop \t", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("Say this aloud.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Sheets_AreTheirRowsUnderTheirNames()
    {
        var reading = Reading.Of(
            FormatSource.Xlsx(
                (
                    "Stock",
                    "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"C1\" "
                        + "t=\"inlineStr\"><is><t>Price</t></is></c></row><row r=\"2\"><c r=\"A2\" "
                        + "t=\"str\"><f>X1</f><v>Barley</v></c><c r=\"B2\"><v>0.1</v></c></row>",
                    ""),
                (
                    "Plan",
                    "<row r=\"1\"><c r=\"A1\"><v>45123</v></c><c r=\"B1\" s=\"1\"><v>45123</v></c><c r=\"C1\" "
                        + "s=\"2\"><v>0.125</v></c><c r=\"D1\" t=\"b\"><v>1</v></c></row>",
                    "")));

        Assert.Equal(
            ["Stock\n\nGrain\t\tPrice\nBarley\t0.1", "Plan\n\n45123\t2023-07-16\t12.50%\tTRUE"],
            reading.Pages.Select(static page =>
                page.Text.Replace("Grain\tPrice", "Grain\t\tPrice", StringComparison.Ordinal)));
        Assert.Equal([new OutlineEntry(1, "Stock", 1), new OutlineEntry(1, "Plan", 2)], reading.Info.Outline);
    }

    [Fact]
    public void Read_HiddenSheetAndFormulaWithoutResult_AreWarnedOf()
    {
        var reading = Reading.Of(
            FormatSource.Xlsx(
                ("Seen", "<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\"><f>SUM(A1)</f></c></row>", ""),
                ("Unseen", "<row><c><v>2</v></c></row>", "hidden")));

        Assert.Equal("Seen\n\n1", reading.Text);
        Assert.Equal(
            ["Left out: 1 × formulas without a kept result.", "Left out: 1 × hidden sheets."],
            reading.Warnings);
    }

    [Fact]
    public void Read_Book_HasItsChaptersInTheOrderOfTheSpine()
    {
        var reading = Reading.Of(
            FormatSource.Epub(
                ("b.xhtml", "<h1>The pond</h1><p>It fills in the night.</p><script>secret()</script>"),
                ("text/a.xhtml", "<h1>The mill</h1><p>It turns at dawn.</p>")));

        Assert.Equal((DocumentKind.Epub, "A book"), (reading.Kind, reading.Info.Title));
        Assert.Equal(
            ["The pond\n\nIt fills in the night.", "The mill\n\nIt turns at dawn."],
            reading.Pages.Select(static page => page.Text));
        Assert.Equal([new OutlineEntry(1, "The pond", 1), new OutlineEntry(1, "The mill", 2)], reading.Info.Outline);
    }

    [Fact]
    public void Open_ProtectedBook_IsEncrypted() =>
        Assert.Equal(DocumentErrorCodes.Encrypted, Reading.Of(FormatSource.ProtectedEpub()).Code);

    [Theory]
    [InlineData(
        "Grain,Hours,Price\nBarley,9,1.50\nSpelt,12,2.25\n", "Grain\tHours\tPrice\nBarley\t9\t1.50\nSpelt\t12\t2.25")]
    [InlineData("Korn;Stunden\nGerste;9\nDinkel;12\nRoggen;7\n", "Korn\tStunden\nGerste\t9\nDinkel\t12\nRoggen\t7")]
    [InlineData("a\tb\n1\t2\n3\t4\n", "a\tb\n1\t2\n3\t4")]
    [InlineData("name|age|town\nAda|36|Ulm\nBob|40|Bern\n", "name\tage\ttown\nAda\t36\tUlm\nBob\t40\tBern")]
    [InlineData(
        "id,note,n\r\n1,\"He said \"\"no\"\", twice\",5\r\n2,\"two\r\nlines\",6\r\n",
        "id\tnote\tn\n1\tHe said \"no\", twice\t5\n2\ttwo lines\t6")]
    [InlineData("作物,周数,价格\n大麦,9,1.5\n燕麦,7,2.5\n", "作物\t周数\t价格\n大麦\t9\t1.5\n燕麦\t7\t2.5")]
    public void Open_Table_IsReadByContent(string csv, string text)
    {
        var reading = Reading.Of(Encoding.UTF8.GetBytes(csv));

        Assert.Equal((DocumentKind.Csv, text), (reading.Kind, reading.Text));
    }

    [Theory]
    [InlineData("Dear Ada, how are you?\nI am well, thank you.\nThe mill turns, and the pond is full.\nYours, Bob\n")]
    [InlineData("One, two.\nThree.\nFour, five, six.\n")]
    [InlineData("key: value; other\nno separator here\na; b\n")]
    public void Open_ProseWithCommas_IsNoTable(string text) =>
        Assert.Equal(DocumentKind.Text, Reading.Of(Encoding.UTF8.GetBytes(text)).Kind);

    [Theory]
    [InlineData("xl/workbook.bin", "Excel")]
    [InlineData("content.xml", "OpenDocument")]
    [InlineData("notes.txt", "ZIP")]
    public void Open_OtherArchive_IsNamed(string entry, string name)
    {
        var reading = Reading.Of(OfficeSource.Archive((entry, "<x/>")));

        Assert.Equal(DocumentErrorCodes.UnsupportedType, reading.Code);
        Assert.Contains(name, reading.Failure!.Message, StringComparison.Ordinal);
        Assert.Contains("EPUB", reading.Failure.Suggestion.En, StringComparison.Ordinal);
    }

    [Fact]
    public void Section_OfAChunk_IsTheHeadingBeforeIt()
    {
        var text =
            "Intro words.\n\nFirst part\n\n"
            + string.Concat(Enumerable.Repeat("Words of the first. ", 60))
            + "\n\nSecond part\n\nWords of the second.";
        var chunks = Chunker
            .Split(
                [new ParsedPage(1, "Cover"), new(2, text), new(3, "Still the second.")],
                0, new([new(1, "First part", 2), new(1, "Second part", 2)]))
            .ToList();

        Assert.Null(chunks[0].Section);
        Assert.Equal(
            "First part",
            chunks.First(static chunk => chunk.Text.StartsWith("Words of the first", StringComparison.Ordinal)).Section
        );
        Assert.Equal("Second part", chunks[^1].Section);
    }
}
