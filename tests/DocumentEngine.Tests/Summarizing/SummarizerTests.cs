using CsCheck;
using DocumentEngine.Documents;
using DocumentEngine.Parsing;
using DocumentEngine.Summarizing;
using DocumentEngine.Tests.Parsing;
using DocumentEngine.Text;

namespace DocumentEngine.Tests.Summarizing;

public sealed class SummarizerTests
{
    [Theory]
    [InlineData("kitchen-garden.en.pdf", "en", DocumentType.Manual, "This handbook describes how to plan", "plants")]
    [InlineData("library-volunteers.zh.pdf", "zh", DocumentType.Manual, "本手册说明社区图书馆志愿者的职责", "志愿者")]
    [InlineData("cycling.zh.md", "zh", DocumentType.Manual, "本指南介绍如何在城市里安全", "自行车")]
    [InlineData("repair-cafe.en.md", "en", DocumentType.Manual, "This guide explains how a neighbourhood", "repair")]
    [InlineData("laboratory-safety.zh.txt", "zh", DocumentType.Policy, "加强实验室安全管理", "实验室")]
    [InlineData("library-report.en.txt", "en", DocumentType.Report, "This report presents the work", "library")]
    [InlineData("garden-basics.en.docx", "en", DocumentType.Manual, "This handbook describes how to plan", "soil")]
    public void Summarize_Asset_SaysWhatItIsAbout(
        string name, string language, DocumentType type, string aim, string keyword)
    {
        var (pages, outline) = Read(name);

        var result = Summarizer.Summarize(pages, (_, _) => { }, TestContext.Current.CancellationToken, outline);

        Assert.Equal((language, type), (result.Language, result.DocumentType));
        Assert.Contains(aim, result.Text, StringComparison.Ordinal);
        Assert.Contains(keyword, result.Keywords.Take(3).Select(word => word.Text));
        Assert.InRange(result.Keywords.Count, 4, 12);
        Assert.InRange(result.KeySections.Count, 3, 15);
        Assert.NotEmpty(result.Suggestions);
        Assert.All(result.Sentences, sentence =>
            Assert.Contains(OneLine(sentence.Text), OneLine(pages[sentence.Page - 1].Text), StringComparison.Ordinal));
        Assert.All(result.KeySections, section =>
            Assert.Contains(OneLine(section.Title), OneLine(pages[section.Page - 1].Text), StringComparison.Ordinal));
    }

    [Fact]
    public void Summarize_Book_LeavesOutContentsHeadersAndCopyright()
    {
        var (pages, outline) = Read("kitchen-garden.en.pdf");

        var result = Summarizer.Summarize(pages, (_, _) => { }, TestContext.Current.CancellationToken, outline);

        Assert.DoesNotContain(result.Sentences, sentence => sentence.Page < 3);
        Assert.DoesNotContain(". . .", result.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("The Kitchen Garden Handbook", result.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(result.KeySections, section => section.Page < 3);
        Assert.InRange(result.ReadingMinutes, 35, 60);
    }

    [Fact]
    public void Summarize_Book_HasNounsAndPhrasesForKeywords()
    {
        var (pages, outline) = Read("kitchen-garden.en.pdf");

        var keywords = Run(pages, outline).Keywords.Select(word => word.Text).ToList();

        Assert.Empty(
            keywords.Intersect(["keeps", "deep", "rows", "wet", "decides", "all"], StringComparer.OrdinalIgnoreCase));
        Assert.Contains(keywords, word => word.Contains(' ', StringComparison.Ordinal));
    }

    [Fact]
    public void Summarize_WordThatIsNeverANoun_IsNoKeyword()
    {
        var text = string.Join(
            ' ',
            Enumerable.Repeat(
                "The engine drives the pump. It hums loudly while the valve cools. We always inspect the valve and the "
                    + "deep shaft.",
                12));

        var keywords = Run([new(1, text)], []).Keywords.Select(word => word.Text).ToList();

        Assert.Contains("valve", keywords);
        Assert.Empty(
            keywords.Intersect([
                "hums", "loudly", "hums loudly", "valve cools", "engine drives", "inspect", "drives", "deep",
            ]));
    }

    [Fact]
    public void Summarize_Twice_GivesTheSame()
    {
        var (pages, outline) = Read("library-volunteers.zh.pdf");

        var (first, second) = (Run(pages, outline), Run(pages, outline));

        Assert.Equal(first.Text, second.Text);
        Assert.Equal(first.Keywords, second.Keywords);
    }

    [Fact]
    public void Summarize_Pages_ReportsItsFiveStepsInOrder()
    {
        var percents = new List<int>();

        Summarizer.Summarize(
            [new(1, "One sentence only.")],
            (percent, message) => percents.Add(message.Zh.Length > 0 ? percent : -1),
            TestContext.Current.CancellationToken);

        Assert.Equal([10, 30, 60, 80, 100], percents);
    }

    [Fact]
    public void Summarize_Cancelled_Stops()
    {
        var (pages, _) = Read("kitchen-garden.en.pdf");
        using var cancel = new CancellationTokenSource();

        Assert.Throws<OperationCanceledException>(() =>
            Summarizer.Summarize(pages, (percent, _) => CancelAt(30, percent, cancel), cancel.Token));
    }

    [Fact]
    public void Summarize_SameSentenceAgainAndAgain_SaysItOnce()
    {
        var text =
            string.Join(
                ' ',
                Enumerable.Repeat("The harbour was built by the merchants of the northern town in three years.", 30)
            ) + " The lighthouse beside it burns whale oil and is tended by two keepers and their dogs.";

        var result = Run([new(1, text)], []);

        Assert.Equal(result.Sentences.Count, result.Sentences.DistinctBy(sentence => sentence.Text).Count());
    }

    [Fact]
    public void Summarize_LongTextWithoutOutline_FindsNumberedHeadingsAndNoListItems()
    {
        var chapters = Enumerable
            .Range(1, 6)
            .Select(i => new ParsedPage(
                2 * i,
                $"{i} Chapter of stage {i}\n\n{i}.1 Details\n\nThe pipeline of documents has a stage that is told here "
                    + $"at some length.\n\n1. Open it\n\n2. Close it\n\nIt was told."
            ));

        var sections = Run(chapters.ToList(), []).KeySections;

        Assert.Equal(Enumerable.Range(1, 6).Select(i => new KeySection($"{i} Chapter of stage {i}", 2 * i)), sections);
    }

    [Fact]
    public void Summarize_AnyText_NeverThrows() =>
        Gen.OneOf(Gen.String, AnyText)
            .Array[0, 4]
            .Sample(
                texts =>
                    Run(
                        texts.Select((text, i) => new ParsedPage(i + 1, TextCleaner.Clean(text))).ToList(),
                        []).ReadingMinutes >= 1,
                iter: 300);

    private static readonly Gen<string> AnyText = Gen.OneOf(
            "1.2 Title", "\n", "\n\n", "===", "本手册介绍文档处理。", "第一章 总则",
            "The pipeline reports its progress to the people who wait for it. ", "(All of it in brackets.)",
            " . . . . . 12", "• item", "12", "Q: why?", "，")
        .Array[0, 60]
        .Select(string.Concat);

    private static SummaryResult Run(IReadOnlyList<ParsedPage> pages, IReadOnlyList<OutlineEntry> outline) =>
        Summarizer.Summarize(pages, (_, _) => { }, CancellationToken.None, outline);

    private static void CancelAt(int at, int percent, CancellationTokenSource cancel)
    {
        if (percent == at)
            cancel.Cancel();
    }

    private static (IReadOnlyList<ParsedPage> Pages, IReadOnlyList<OutlineEntry> Outline) Read(string name)
    {
        using var document = DocumentOpener.Open(Assets.Of(name));
        return (document.ReadPages().ToList(), document.Outline);
    }

    private static string OneLine(string text) => LineJoiner.Join(text).Replace("  ", " ", StringComparison.Ordinal);
}
