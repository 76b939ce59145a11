using System.Text;

namespace DocumentEngine.Tests.Parsing;

/// <summary>
/// What web pages, Markdown and slides show is in the text; what is left out on purpose is a warning.
/// </summary>
public sealed class LeftOutTests
{
    [Theory]
    [InlineData("<select><option>barley</option><option>spelt</option></select>", "lists of choices")]
    [InlineData("<object data=\"plan.svg\">A plan.</object>", "embedded objects and pages")]
    [InlineData("<iframe src=\"other.html\"></iframe>", "embedded objects and pages")]
    [InlineData("<embed src=\"plan.svg\">", "embedded objects and pages")]
    [InlineData("<noscript>Please switch scripts on.</noscript>", "only without scripts")]
    [InlineData("<noscript><iframe src=\"x\"></iframe>Switch scripts on.</noscript>", "only without scripts")]
    [InlineData("<nav><iframe src=\"menu.html\"></iframe></nav>", "navigation menus")]
    [InlineData("<nav><a href=\"x\">Home</a></nav>", "navigation menus")]
    public void Html_ElementThatIsNotRead_IsWarnedOf(string element, string what)
    {
        var reading = Html($"<p>Kept.</p>{element}<p>After.</p>");

        Assert.Equal("Kept.\n\nAfter.", reading.Text);
        Assert.Contains(what, Assert.Single(reading.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<select></select>")]
    [InlineData("<noscript><img src=\"count.gif\"></noscript>")]
    [InlineData("<noscript><iframe src=\"count.html\" height=0></iframe></noscript>")]
    [InlineData("<template><iframe src=\"x.html\"></iframe><embed src=\"y\"></template>")]
    [InlineData("<nav> </nav>")]
    [InlineData("<script>hidden()</script><style>p{}</style><template><p></p></template>")]
    public void Html_ElementWithoutWords_IsNotWarnedOf(string element) =>
        Assert.Empty(Html($"<p>Kept.</p>{element}").Warnings);

    [Theory]
    [InlineData("<input value=\"Ada Miller\">", "Ada Miller")]
    [InlineData("<input type=\"submit\" value=\"Send it\">", "Send it")]
    [InlineData("<input type=\"checkbox\" checked>paid <input type=\"radio\">late", "☒ paid ☐ late")]
    [InlineData(
        "10<sup>6</sup> m<sup>-2</sup> on the 9<sup>th</sup>, H<sub>2</sub>O<sup>12</sup>", "10⁶ m⁻² on the 9th, H2O¹²"
    )]
    [InlineData("<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math> of it", "1/2 of it")]
    [InlineData(
        "<math><msup><mi>x</mi><mn>2</mn></msup><mo>=</mo><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>c</mi></mfrac></math>",
        "x^2=(a+b)/c")]
    [InlineData(
        "<math><semantics><mrow><msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup><msqrt><mi>y</mi></msqrt></mrow><annotation>x_i^2</annotation></semantics></math>!",
        "x_i^2√(y)!")]
    [InlineData("<textarea>one</textarea><button>two</button><button>three</button>four", "one two three four")]
    [InlineData("<input type=\"hidden\" value=\"token\"><input type=\"password\" value=\"secret\">Kept", "Kept")]
    [InlineData("<ol><li>one<li>two</ol>", "1. one\n2. two")]
    [InlineData("<ol start=\"4\"><li>one</li><li value=\"9\">two</li><li>three</li></ol>", "4. one\n9. two\n10. three")]
    [InlineData("<ol type=\"a\"><li>one</li></ol><ul><li>two</li></ul>", "a. one\n\n• two")]
    [InlineData("<ol><li>one<ul><li>in</li></ul></li><li>two</li></ol>", "1. one\n\n• in\n\n2. two")]
    [InlineData("<ol start=\"3\" reversed><li>one</li><li>two</li></ol>", "3. one\n2. two")]
    [InlineData("<ruby>東<rp>(</rp><rt>とう</rt><rp>)</rp>京<rt>きょう</rt></ruby>へ", "東京(とうきょう)へ")]
    [InlineData("<ruby>東<rp>(<rt>とう<rp>)</ruby>へ", "東(とう)へ")]
    [InlineData("<ruby>北<rt>běi</rt></ruby><ruby>京<rt>jīng</rt></ruby>。", "北京(běijīng)。")]
    [InlineData("<ruby>東<rt>とう<rt></ruby><p>x</p>", "東(とう)\n\nx")]
    public void Html_WordsThatAreNoText_AreShown(string body, string text) => Assert.Equal(text, Html(body).Text);

    [Theory]
    [InlineData(
        "# Title\n\n## Part\n\nWords.[^1]\n\n[^1]: A note of several words.\n\n[^2]: Nobody refers to it.\n",
        "A note of several words.|Nobody refers to it.")]
    [InlineData(
        "# Title\n\n## Part\n\nWords.[^n]\n\n[^n]: Single\n\n[^m]: Single \"and a title\"\n", "Single|and a title")]
    [InlineData("# Title\n\n## Part\n\nWords.[^1]\n\n[^1]: One.\n[^1]: Again.\n", "One.|Again.")]
    [InlineData(
        "# Title\n\n## Part\n\n[^1]: First.\n\n    Second paragraph of it.\n", "First.|Second paragraph of it.")]
    [InlineData("# Title\n\n## Part\n\n- [ ] open\n- [x] done\n", "☐ open|☒ done")]
    public void Markdown_NotesAndTasks_AreKept(string markdown, string words)
    {
        foreach (
            var text in (string[])
                [markdown, markdown + string.Concat(Enumerable.Repeat("\nA long text has more words.\n", 1_500))])
            Assert.All(words.Split('|'), each =>
                Assert.Contains(each, Reading.Of(Encoding.UTF8.GetBytes(text)).Text, StringComparison.Ordinal));
    }

    [Fact]
    public void Markdown_HtmlThatIsNotRead_IsWarnedOf() =>
        Assert.Contains(
            "lists of choices",
            Assert.Single(
                Reading
                    .Of(
                        "# Title\n\n## Part\n\n<div><select><option>barley</option></select></div>\n\nWords.\n"u8.ToArray()
                    )
                    .Warnings),
            StringComparison.Ordinal);

    private static Reading Html(string body) =>
        Reading.Of(Encoding.UTF8.GetBytes($"<!doctype html><html><body>{body}</body></html>"));
}
