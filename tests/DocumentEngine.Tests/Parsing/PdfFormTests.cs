namespace DocumentEngine.Tests.Parsing;

/// <summary>
/// What a person filled into a PDF's form is read on the page that shows it, however the file ties it to the page.
/// </summary>
public sealed class PdfFormTests
{
    private const string Widget = "/Type /Annot /Subtype /Widget /Rect [50 600 200 620]";

    [Fact]
    public void Read_WidgetThatNamesNoPage_IsReadOnThePageThatHasIt() =>
        Assert.Equal(
            "The form.\n\nName: Ada Miller",
            Read(
                new PdfDrawing()
                    .Catalog("/AcroForm << /Fields [10 0 R] >>")
                    .Object($"<< {Widget} /FT /Tx /T (Name) /V (Ada Miller) >>", isOnPage: true)).Text);

    [Fact]
    public void Read_FieldWithSeveralWidgets_IsReadAtEach() =>
        Assert.Equal(
            "The form.\n\nName: Ada Miller\nName: Ada Miller",
            Read(
                new PdfDrawing()
                    .Catalog("/AcroForm << /Fields [10 0 R] >>")
                    .Object("<< /FT /Tx /T (Name) /V (Ada Miller) /Kids [11 0 R 12 0 R] >>")
                    .Object($"<< {Widget} /Parent 10 0 R >>", isOnPage: true)
                    .Object($"<< {Widget} /Parent 10 0 R >>", isOnPage: true)).Text);

    [Fact]
    public void Read_WidgetThatNamesNoParent_IsFoundThroughItsField() =>
        Assert.Equal(
            "The form.\n\nName: Ada Miller",
            Read(
                new PdfDrawing()
                    .Catalog("/AcroForm << /Fields [10 0 R] >>")
                    .Object("<< /FT /Tx /T (Name) /V (Ada Miller) /Kids [11 0 R] >>")
                    .Object($"<< {Widget} >>", isOnPage: true)).Text);

    [Fact]
    public void Read_WidgetThatTheFormDoesNotList_IsRead() => Assert.Equal(
        "The form.\n\nName: Ada Miller",
        Read(new PdfDrawing().Catalog("/AcroForm << /Fields [] >>").Object("<< /FT /Tx /T (Name) /V (Ada Miller) >>")
            .Object($"<< {Widget} /Parent 10 0 R >>", isOnPage: true)).Text);

    [Fact]
    public void Read_TypeAndValueOfAFieldAbove_AreInherited() =>
        Assert.Equal(
            "The form.\n\nGrain: spelt\nPaid: ☒",
            Read(
                new PdfDrawing()
                    .Catalog("/AcroForm << /Fields [10 0 R 12 0 R] >>")
                    .Object("<< /FT /Ch /T (Grain) /Opt [[(b) (barley)] [(s) (spelt)]] /V (s) /Kids [11 0 R] >>")
                    .Object($"<< {Widget} /Parent 10 0 R >>", isOnPage: true)
                    .Object("<< /FT /Btn /T (Paid) /V /Yes /Kids [13 0 R] >>")
                    .Object($"<< {Widget} /Parent 12 0 R /AS /Yes >>", isOnPage: true)).Text);

    [Fact]
    public void Read_ChosenRadioButton_IsNamedOnce() =>
        Assert.Equal(
            "The form.\n\nMeal: Lunch",
            Read(
                new PdfDrawing()
                    .Catalog("/AcroForm << /Fields [10 0 R] >>")
                    .Object("<< /FT /Btn /Ff 49152 /T (Meal) /V /Lunch /Kids [11 0 R 12 0 R] >>")
                    .Object($"<< {Widget} /Parent 10 0 R /AS /Lunch >>", isOnPage: true)
                    .Object($"<< {Widget} /Parent 10 0 R /AS /Off >>", isOnPage: true)).Text);

    [Theory]
    [InlineData("<< /FT /Tx /T (Name) /V (Ada Miller) >>")]
    [InlineData("<< /FT /Ch /T (Grain) /V (spelt) >>")]
    [InlineData("<< /T (Person) /Kids [11 0 R] >>")]
    public void Open_FilledFieldOnNoPage_IsWarnedOf(string field) =>
        Assert.Equal(
            ["Left out: 1 filled form fields that stand on no page."],
            Read(
                new PdfDrawing()
                    .Catalog("/AcroForm << /Fields [10 0 R] >>")
                    .Object(field)
                    .Object("<< /FT /Tx /T (Name) /Parent 10 0 R /V (Ada Miller) >>")).Warnings);

    [Theory]
    [InlineData("<< /FT /Tx /T (Name) >>")]
    [InlineData("<< /FT /Tx /T (Name) /V () >>")]
    [InlineData("<< /FT /Btn /T (Paid) /V /Off >>")]
    [InlineData("<< /FT /Btn /Ff 65536 /T (Send) /V /Yes >>")]
    public void Open_EmptyFieldOnNoPage_LosesNothing(string field) =>
        Assert.Empty(Read(new PdfDrawing().Catalog("/AcroForm << /Fields [10 0 R] >>").Object(field)).Warnings);

    [Fact]
    public void Open_DamagedFieldBesideGoodOnes_LosesOnlyItself() =>
        Assert.Equal(
            "The form.\n\nName: Ada Miller",
            Read(
                new PdfDrawing()
                    .Catalog("/AcroForm << /Fields [10 0 R 11 0 R] >>")
                    .Object("<< /FT /Nonsense /Kids [99 0 R (x)] >>")
                    .Object($"<< {Widget} /FT /Tx /T (Name) /V (Ada Miller) >>", isOnPage: true)).Text);

    [Fact]
    public void Open_FormWithMoreFieldsThanAreLookedAt_IsWarnedOf()
    {
        var fields = string.Concat(Enumerable.Repeat("<< /FT /Tx /T (a) >> ", 20_100));

        Assert.Contains(
            Read(new PdfDrawing().Catalog($"/AcroForm << /Fields [{fields}] >>")).Warnings,
            static warning => warning.Contains("20,000", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_ManyNotes_AreAllRead()
    {
        var drawing = new PdfDrawing();
        for (var i = 0; i < 2_100; i++)
            drawing.Object($"<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (Note {i}.) >>", isOnPage: true);

        var text = Read(drawing).Text;

        Assert.All([0, 1_999, 2_000, 2_099], i => Assert.Contains($"Note {i}.", text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/Subtype /Stamp", "BT /F 9 Tf (APPROVED) Tj ET")]
    [InlineData("/Subtype /FreeText", "BT /F 9 Tf [(typed)] TJ ET")]
    [InlineData("/Subtype /Widget /FT /Sig", "q /FRM Do Q")]
    public void Open_WordsThatAreOnlyDrawnOverThePage_AreWarnedOf(string kind, string drawing)
    {
        var form =
            $"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length {drawing.Length} "
                + $">>\nstream\n{drawing}\nendstream";

        var reading = Read(
            new PdfDrawing()
                .Object($"<< /Type /Annot {kind} /Rect [0 0 9 9] /AP << /N 11 0 R >> >>", isOnPage: true)
                .Object(form));

        Assert.Contains("stamps, signatures", Assert.Single(reading.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FilePinnedToAPage_IsWarnedOf() =>
        Assert.Contains(
            "attached",
            Assert.Single(
                Read(
                    new PdfDrawing().Object(
                        "<< /Type /Annot /Subtype /FileAttachment /Rect [0 0 9 9] >>", isOnPage: true)).Warnings),
            StringComparison.Ordinal);

    private static Reading Read(PdfDrawing drawing) => Reading.Of(drawing.Words(50, 700, "The form.").ToFile());
}
