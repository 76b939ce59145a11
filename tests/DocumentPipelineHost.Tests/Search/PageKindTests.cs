using DocumentEngine.Tests.Parsing;
using DocumentPipelineHost.Tests.Control;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;

namespace DocumentPipelineHost.Tests.Search;

/// <summary>A number is called a page only where it is the one that the document's own program shows.</summary>
public sealed class PageKindTests
{
    private static readonly (string, string)[] Indexed =
    [
        ("create_index", "true"), ("deep_analysis", "true"), ("generate_summary", "true"),
    ];

    [Theory]
    [InlineData(Rows.Sqlite, true)]
    [InlineData(Rows.Sqlite, false)]
    [InlineData(Rows.Shared, true)]
    public async Task WordDocument_WithOrWithoutWordsMarks_HasPagesOrSections(Rows rows, bool isMarked)
    {
        await using var work = await HostAtWork.StartAsync(rows);
        var mark = isMarked ? "<w:lastRenderedPageBreak/>" : "";
        var words =
            OfficeSource.Words("The harbour has one crane and a long quay.")
            + OfficeSource.Paragraph(mark + "<w:t>The lighthouse stands on the pier.</w:t>");
        var upload = await work.Client.UploadAsync(OfficeSource.Docx(words), "harbour.docx", Indexed);

        var ended = await work.Client.EndAsync(upload);

        Assert.Equal("completed", ended.Status());
        var kind = isMarked ? "page" : "section";
        var id = (string?)upload["document_id"];
        var item = await work.Client.GetAsync($"/api/v1/documents/{id}");
        Assert.Equal((kind, isMarked ? 2 : 1), ((string?)item["page_kind"], (int)item["pages"]!));
        Assert.Equal(kind, (string?)(await work.Client.GetAsync($"/api/v2/documents/{id}/pages/1"))["page_kind"]);
        var hit = (await work.Client.GetAsync("/api/v2/search?q=lighthouse"))["hits"]![0]!;
        Assert.Equal((kind, isMarked ? 2 : 1), ((string?)hit["page_kind"], (int)hit["page"]!));
        Assert.Contains(
            isMarked ? "Pages read: 2" : "Sections read: 1", ended.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(isMarked ? "ection 1 of" : "age 1 of", ended.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task WhatIsKnownOfAPage_IsKeptWithItForAResumedRun(Rows rows)
    {
        const string Picture =
            "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray /Length "
                + "1 >>\nstream\nx\nendstream";
        await using var work = await HostAtWork.StartAsync(rows);
        var scan = new PdfDrawing()
            .Content("q 600 0 0 800 0 0 cm /I Do Q BT /Missing 9 Tf (lost) Tj ET")
            .Words(50, 30, "Received 3 May.")
            .Resources("", "/XObject << /I 10 0 R >>")
            .Object(Picture)
            .ToFile();

        var upload = await work.Client.UploadAsync(scan, "scan.pdf", ("create_index", "true"));
        Assert.Equal("completed", (await work.Client.EndAsync(upload)).Status());

        var warnings = (await work.Client.GetAsync($"/api/v1/documents/{upload["document_id"]}"))[
            "warnings"
        ]!.AsArray();
        Assert.Equal(
            ["lost_text", "mostly_pictures"],
            warnings.Select(static warning => (string)warning!["code"]!).Order());
        Assert.All(warnings, static warning => Assert.Equal("1", (string?)warning!["pages"]));
        Assert.Equal(
            1,
            work.Place.Count($"pages WHERE mostly_picture = {(rows == Rows.Sqlite ? "1" : "TRUE")} AND lost_pieces = 1")
        );
    }
}
