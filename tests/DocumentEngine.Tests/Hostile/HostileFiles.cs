namespace DocumentEngine.Tests.Hostile;

/// <summary>
/// Every hostile file by its name, and the codes that it may fail with; none where it is read. The deep chains are read
/// because a parsing process has a stack of 64 MiB; the deepest overflows it.
/// </summary>
internal static class HostileFiles
{
    private static readonly Dictionary<string, (Func<byte[]> Make, string[] Codes)> All = new(StringComparer.Ordinal)
    {
        ["bomb.docx"] = (static () => HostileArchive.EmptyParagraphs(6_000_000), ["empty", "too_large", "too_complex"]),
        ["bomb.pdf"] = (static () => HostilePdf.Bomb(20_000_000), ["too_complex"]),
        ["nest.pdf"] = (static () => HostilePdf.NestedArrays(200_000), ["corrupt"]),
        ["loop.pdf"] = (static () => HostilePdf.Loop(), ["corrupt"]),
        ["xxe.docx"] = (static () => HostileArchive.ForeignEntity("file:///etc/hostname"), ["corrupt"]),
        ["laughs.docx"] = (static () => HostileArchive.BillionLaughs(), ["corrupt"]),
        ["outline-chain.pdf"] = (static () => HostilePdf.OutlineChain(16_000), []),
        ["outline-chain-deeper.pdf"] = (static () => HostilePdf.OutlineChain(300_000), ["parser_crashed"]),
        ["page-tree.pdf"] = (static () => HostilePdf.PageTree(100_000), []),
        ["name-tree.pdf"] = (static () => HostilePdf.NameTree(100_000), []),
        ["nested-forms.pdf"] = (static () => HostilePdf.NestedForms(20_000), ["no_text"]),
        ["doubling-forms.pdf"] = (static () => HostilePdf.DoublingForms(30), ["too_complex"]),
        ["entries.zip"] = (static () => HostileArchive.Entries(3_900_000, 3_900_000), ["too_large"]),
        ["decoy-entries.zip"] = (static () => HostileArchive.EntriesBehindADecoy(60_000), ["too_large"]),
        ["lying-entries.zip"] = (static () => HostileArchive.Entries(1_000_000, 1), ["too_large"]),
        ["shared-text.xlsx"] = (static () => HostileOffice.SharedText(30_000, 20_000), ["too_large"]),
        ["empty-rows.xlsx"] = (
            static () => HostileOffice.EmptyRows(2_000_000),
            ["too_large", "no_text", "empty", null!]),
        ["far-cells.xlsx"] = (static () => HostileOffice.FarCells(20_000), []),
        ["repeated-slide.pptx"] = (static () => HostileOffice.RepeatedSlide(9_000, 10_000), ["too_large"]),
        ["deep-slide.pptx"] = (static () => HostileOffice.DeepSlide(50_000), []),
        ["repeated-chapter.epub"] = (static () => HostileOffice.RepeatedChapter(20_000, 5_000), ["too_large", null!]),
        ["book-bomb.epub"] = (static () => HostileOffice.BookBomb(12_000_000), ["too_large"]),
        ["xxe.epub"] = (static () => HostileOffice.ForeignEntity(), ["corrupt"]),
        ["open-quote.csv"] = (static () => HostileOffice.OpenQuote(900_000), []),
        ["separators.csv"] = (static () => HostileOffice.Separators(200_000), ["empty"]),
        ["deep-boxes.docx"] = (static () => HostileOffice.DeepBoxes(20_000), ["too_large"]),
        ["deep-equation.docx"] = (static () => HostileOffice.DeepEquation(20_000), []),
        ["repeated-note.docx"] = (static () => HostileOffice.RepeatedNote(20_000, 10_000), ["too_large"]),
        ["blanks.docx"] = (static () => HostileBombs.Blanks(".docx", 40_000_000), ["too_large"]),
        ["lying-blanks.docx"] = (static () => HostileBombs.LyingBlanks(".docx", 40_000_000), ["too_large", "corrupt"]),
        ["many-entries.docx"] = (static () => HostileBombs.ManyEntries(".docx", 20_000), ["too_large"]),
        ["deep.docx"] = (static () => HostileBombs.Deep(".docx", 200_000), ["too_large", null!]),
        ["many-attributes.docx"] = (static () => HostileBombs.ManyAttributes(".docx", 100_000), ["too_large", null!]),
        ["blanks.pptx"] = (static () => HostileBombs.Blanks(".pptx", 40_000_000), ["too_large"]),
        ["lying-blanks.pptx"] = (static () => HostileBombs.LyingBlanks(".pptx", 40_000_000), ["too_large", "corrupt"]),
        ["many-entries.pptx"] = (static () => HostileBombs.ManyEntries(".pptx", 20_000), ["too_large"]),
        ["deep.pptx"] = (static () => HostileBombs.Deep(".pptx", 200_000), ["too_large", null!]),
        ["many-attributes.pptx"] = (static () => HostileBombs.ManyAttributes(".pptx", 100_000), ["too_large", null!]),
        ["laughs.pptx"] = (static () => HostileBombs.BillionLaughs(".pptx"), ["corrupt", null!]),
        ["blanks.xlsx"] = (static () => HostileBombs.Blanks(".xlsx", 40_000_000), ["too_large"]),
        ["lying-blanks.xlsx"] = (static () => HostileBombs.LyingBlanks(".xlsx", 40_000_000), ["too_large", "corrupt"]),
        ["many-entries.xlsx"] = (static () => HostileBombs.ManyEntries(".xlsx", 20_000), ["too_large"]),
        ["deep.xlsx"] = (static () => HostileBombs.Deep(".xlsx", 200_000), ["too_large", null!]),
        ["many-attributes.xlsx"] = (static () => HostileBombs.ManyAttributes(".xlsx", 100_000), ["too_large", null!]),
        ["laughs.xlsx"] = (static () => HostileBombs.BillionLaughs(".xlsx"), ["corrupt", null!]),
        ["blanks.epub"] = (static () => HostileBombs.Blanks(".epub", 40_000_000), ["too_large"]),
        ["lying-blanks.epub"] = (
            static () => HostileBombs.LyingBlanks(".epub", 40_000_000),
            ["too_large", "corrupt", "empty"]),
        ["many-entries.epub"] = (static () => HostileBombs.ManyEntries(".epub", 20_000), ["too_large"]),
        ["deep.epub"] = (static () => HostileBombs.Deep(".epub", 200_000), ["too_large", null!]),
        ["many-attributes.epub"] = (static () => HostileBombs.ManyAttributes(".epub", 100_000), ["too_large", null!]),
        ["laughs.epub"] = (static () => HostileBombs.BillionLaughs(".epub"), ["corrupt", null!]),
        ["giant-line.csv"] = (static () => HostileBombs.GiantLine(4_000_000), ["too_large"]),
        ["giant-field.csv"] = (static () => HostileBombs.GiantField(30_000_000), ["too_large"]),
        ["giant-word.txt"] = (static () => HostileBombs.GiantWord(30_000_000), ["too_large", null!]),
        ["paragraphs.html"] = (static () => HostileText.Paragraphs(50_000), []),
        ["formatting.html"] = (static () => HostileText.Formatting(5_000), []),
        ["attributes.html"] = (static () => HostileText.Attributes(200_000), []),
        ["strays.html"] = (static () => HostileText.Strays(19_000, 200_000), []),
        ["links.md"] = (static () => HostileText.Markdown("[a](b)", 13_000), []),
        ["open-links.md"] = (static () => HostileText.Markdown("[a](", 20_000), []),
        ["nested-lists.md"] = (static () => HostileText.NestedLists(60, 1_200), []),
    };

    private static readonly string[] OnlyApart =
    [
        "bomb.pdf", "outline-chain.pdf", "outline-chain-deeper.pdf", "page-tree.pdf", "name-tree.pdf",
        "nested-forms.pdf", "doubling-forms.pdf",
    ];

    public static IEnumerable<string> Names => All.Keys;

    public static byte[] Bytes(string name) => All[name].Make();

    public static IReadOnlyList<string> Codes(string name) => All[name].Codes;

    /// <summary>
    /// Whether the file is read in the process of the tests without harm: the others overflow its stack, or fill its
    /// memory.
    /// </summary>
    public static bool IsHarmless(string name) => !OnlyApart.Contains(name);
}
