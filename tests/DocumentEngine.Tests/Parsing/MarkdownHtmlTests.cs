using System.Text;

namespace DocumentEngine.Tests.Parsing;

/// <summary>HTML inside a Markdown paragraph is read as a page shows it.</summary>
public sealed class MarkdownHtmlTests
{
    [Theory]
    [InlineData("Words <script>var secret = 'celery';</script> after.", null)]
    [InlineData("Words <style>.secret { color: red }</style> after.", null)]
    [InlineData("Words <nav>secret *menu*</nav> after.", "navigation menus")]
    [InlineData("Words <select><option>secret</option></select> after.", "lists of choices")]
    [InlineData("Words <noscript>no secret</noscript> after.", "only without scripts")]
    [InlineData("Words <template>secret</template> after.", "templates")]
    [InlineData("Words <title>secret</title> after.", "hidden text")]
    [InlineData("- Words <script>secret()</script> after.", null)]
    [InlineData("| a | b |\n|---|---|\n| Words | <script>secret()</script> after. |", null)]
    public void Read_HiddenElementInAParagraph_IsLeftOut(string paragraph, string? what)
    {
        var reading = Of(paragraph);

        Assert.DoesNotContain("secret", reading.Text, StringComparison.Ordinal);
        Assert.Contains("Words", reading.Text, StringComparison.Ordinal);
        Assert.Contains("after.", reading.Text, StringComparison.Ordinal);
        if (what is null)
            Assert.Empty(reading.Warnings);
        else
            Assert.Contains(what, Assert.Single(reading.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A line <img alt=\"parsnip\" src=x> here.", "parsnip")]
    [InlineData("A line ![radish](y.png) here.", "radish")]
    [InlineData("Words <script>var kept = 1 without an end.", "without an end.")]
    [InlineData("An <b>inline</b> <kbd>tag</kbd> stays.", "An inline tag stays.")]
    [InlineData("An end </nav> without a beginning.", "without a beginning.")]
    public void Read_WordsInAParagraph_AreKept(string paragraph, string words) =>
        Assert.Contains(words, Of(paragraph).Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("In <ruby>東<rp>(</rp><rt>とう</rt><rp>)</rp>京<rt>きょう</rt></ruby>へ.", "In 東京(とうきょう)へ.")]
    [InlineData("In <ruby>北<rt>běi</rt></ruby>.", "In 北(běi).")]
    [InlineData("About 10<sup>6</sup> m<sup>-2</sup> on the 9<sup>th</sup>.", "About 10⁶ m⁻² on the 9th.")]
    [InlineData("R<sup>&amp;D *x* < y</sup> z", "R&D x < y z")]
    [InlineData("a<sup>2 is never closed", "a2 is never closed")]
    [InlineData("It is <math><mfrac><mn>1</mn><mn>2</mn></mfrac></math> of it.", "It is 1/2 of it.")]
    [InlineData("a<img alt=\"x\">b", "a x b")]
    [InlineData("a<img alt=\"\">b", "ab")]
    [InlineData("A line <img alt=\"parsnip\" src=x> here.", "A line parsnip here.")]
    public void Read_WordsThatAreNoText_AreWrittenAsInAPage(string paragraph, string words) =>
        Assert.EndsWith($"\n\n{words}", Of(paragraph).Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("<div><title>secret</title>Words.</div>")]
    [InlineData("<title>secret</title>Words.")]
    public void Read_TitleInAPieceOfHtml_IsCounted(string block) =>
        Assert.Contains("hidden text", Assert.Single(Of(block).Warnings), StringComparison.Ordinal);

    private static Reading Of(string paragraph) =>
        Reading.Of(Encoding.UTF8.GetBytes($"# Garden\n\n## Beds\n\n{paragraph}\n"));
}
