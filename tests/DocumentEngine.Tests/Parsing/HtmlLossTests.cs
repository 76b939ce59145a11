using System.Text;

namespace DocumentEngine.Tests.Parsing;

/// <summary>Pages that leave tags out or open lose no words: what a browser shows, or would show, is read.</summary>
public sealed class HtmlLossTests
{
    private const string All = "All of the kohlrabi words.";

    [Theory]
    [InlineData("<html><head><title>T</title>All of the kohlrabi words.<p>After.</p></body></html>")]
    [InlineData("<html><head><title>T</title>\n<meta charset=utf-8>\nAll of the kohlrabi words.</head></html>")]
    [InlineData("<head>All of the kohlrabi words.</head><body><p>After.</p></body>")]
    [InlineData("<!DOCTYPE html><head><style>p{}</style>All of the kohlrabi words.<title>late</title>")]
    [InlineData("<html><head><title>T</title><link rel=x>All of the <b>kohlrabi</b> words.</html>")]
    [InlineData("<html><head><script>var x;</script><noscript><img src=x></noscript>All of the kohlrabi words.")]
    public void Read_WordsInTheHead_AreShown(string html) => AssertShown(html);

    [Theory]
    [InlineData("<html><head><title>Unclosed title<body><p>All of the kohlrabi words.</p></body></html>")]
    [InlineData("<title>Unclosed title\n<h1>Part</h1>All of the kohlrabi words.")]
    [InlineData("<html><body><title>All of the kohlrabi words.")]
    [InlineData("<html><head><style>p { color: red }<body><p>All of the kohlrabi words.</p></body></html>")]
    [InlineData("<html><head><script>var x = 1;<body><p>All of the kohlrabi words.</p></body></html>")]
    [InlineData("<html><head><title>T<body><p>All of the kohlrabi words.</p><title-bar>x</title-bar></body></html>")]
    [InlineData("<html><head><style>p{}<body><p>All of the kohlrabi words.</p><style-x>x</style-x></body></html>")]
    [InlineData("<html><body><iframe src=x><p>All of the kohlrabi words.</p></body></html>")]
    [InlineData("<html><body><noembed><p>All of the kohlrabi words.</p></body></html>")]
    [InlineData("<html><body><p>a<rp>(<p>All of the kohlrabi words.</p></body></html>")]
    [InlineData("<html><body><rp>(All of the kohlrabi words.</body></html>")]
    [InlineData("<html><body><ruby>a<rp>(<p>All of the kohlrabi words.</p><ruby>b<rp>(</rp></ruby></body></html>")]
    [InlineData("<html><body><annotation>x<p>All of the kohlrabi words.</p></body></html>")]
    [InlineData("<html><body><math><annotation>x<p>All of the kohlrabi words.</p></body></html>")]
    [InlineData("<html><body><annotation-xml>x All of the kohlrabi words.</body></html>")]
    [InlineData("<html><body><!-- not closed <p>All of the kohlrabi words.</p></body></html>")]
    [InlineData("<html><body><textarea>typed<p>All of the kohlrabi words.</p></body></html>")]
    public void Read_AfterAnElementThatIsNeverClosed_WordsAreShown(string html) => AssertShown(html);

    [Theory]
    [InlineData("<html><head><title>The garden<body><h1>Part</h1><p>All of the kohlrabi words.</p></body></html>")]
    [InlineData("<html><head><title>The garden\n<meta charset=utf-8></head><body>All of the kohlrabi words.</body>")]
    [InlineData("<title>The garden\n<h1>Part</h1>All of the kohlrabi words.")]
    public void Read_TitleThatIsNeverClosed_IsTheTitle(string html)
    {
        Assert.Equal("The garden", Of(html).Info.Title);
        AssertShown(html);
    }

    [Theory]
    [InlineData("<nav><a href=x>Menu</a><div><div>All of the kohlrabi words.</body>")]
    [InlineData("<div><nav><a href=x>Menu</a></div>All of the kohlrabi words.")]
    [InlineData("<select><option>one<p>All of the kohlrabi words.</p>")]
    [InlineData("<noscript><img src=x><p>All of the kohlrabi words.</p>")]
    [InlineData("<template><p>All of the kohlrabi words.</p>")]
    [InlineData("<object data=x><p>All of the kohlrabi words.</p>")]
    [InlineData("<nav><nav>inner</nav><p>All of the kohlrabi words.</p>")]
    public void Read_MenuThatIsNeverClosed_HidesNothing(string body) =>
        AssertShown($"<html><body><p>Before.</p>{body}</html>");

    [Theory]
    [InlineData("nav")]
    [InlineData("select")]
    [InlineData("noscript")]
    [InlineData("template")]
    [InlineData("object")]
    public void Read_ClosedAfterManyOpenElements_IsClosed(string name)
    {
        var open = string.Concat(Enumerable.Repeat("<b>", 300));
        var reading = Of($"<html><body><p>Before.</p><{name}><p>left out{open}</{name}><p>{All}</p></body></html>");

        Assert.Equal($"Before.\n\n{All}", reading.Text);
        Assert.Single(reading.Warnings);
    }

    /// <summary>The headings of a menu go with it; those around it stay.</summary>
    [Fact]
    public void Read_MenuWithHeadings_LeavesNoneOfThem()
    {
        var reading = Of("<html><body><h1>The <nav><h2>Menu</h2>x</nav>garden</h1><h2>Beds</h2><p>Words.</p></html>");

        Assert.DoesNotContain(reading.Info.Outline, static entry => entry.Title == "Menu");
        Assert.Contains(reading.Info.Outline, static entry => entry.Title == "Beds");
        Assert.DoesNotContain("Menu", reading.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<template><p>a row</p></template>", "templates")]
    [InlineData("<noembed>an old way</noembed>", "without frames")]
    [InlineData("<noframes>an old way</noframes>", "without frames")]
    [InlineData("<title>a second title</title>", "hidden text")]
    [InlineData("<head><noscript>Switch them on.</noscript></head>", "only without scripts")]
    [InlineData("<script>var text = 'never closed'", "have no end")]
    public void Read_HiddenWords_AreCounted(string element, string what) =>
        Assert.Contains(
            what,
            Assert.Single(Of($"<html><head><title>T</title></head><body><p>Kept.</p>{element}").Warnings),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("address")]
    [InlineData("article")]
    [InlineData("blockquote")]
    [InlineData("center")]
    [InlineData("dialog")]
    [InlineData("dir")]
    [InlineData("div")]
    [InlineData("fieldset")]
    [InlineData("h4")]
    [InlineData("header")]
    [InlineData("hgroup")]
    [InlineData("legend")]
    [InlineData("listing")]
    [InlineData("main")]
    [InlineData("menu")]
    [InlineData("optgroup")]
    [InlineData("pre")]
    [InlineData("search")]
    [InlineData("summary")]
    [InlineData("xmp")]
    public void Read_BlockElement_IsAParagraphOfItsOwn(string name) =>
        Assert.Equal(
            "before\n\nwithin\n\nafter",
            Of($"<html><body>before<{name}>within</{name}>after</body></html>").Text);

    [Theory]
    [InlineData("a<img src=x alt='kohlrabi bed'>b", "a kohlrabi bed b")]
    [InlineData("<figure><img alt=\"the kohlrabi\n bed\"></figure>", "the kohlrabi bed")]
    [InlineData("a<img src=x alt=''>b", "ab")]
    [InlineData("<a href=x><img src=y alt=Garden></a>", "Garden")]
    [InlineData("<map><area href=x alt='North bed'></map>", "North bed")]
    [InlineData("<svg><title>Harvest by year</title><path d='M0'/></svg>", "Harvest by year")]
    public void Read_WordsInPlaceOfAPicture_AreKept(string body, string words) =>
        Assert.Equal(words, Of($"<!doctype html><html><body>{body}</body></html>").Text.Trim());

    private static void AssertShown(string html)
    {
        var reading = Of(html);

        Assert.Null(reading.Code);
        Assert.Contains(All, reading.Text, StringComparison.Ordinal);
    }

    private static Reading Of(string html) => Reading.Of(Encoding.UTF8.GetBytes(html));
}
