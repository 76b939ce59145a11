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

    private static Reading Of(string paragraph) =>
        Reading.Of(Encoding.UTF8.GetBytes($"# Garden\n\n## Beds\n\n{paragraph}\n"));
}
