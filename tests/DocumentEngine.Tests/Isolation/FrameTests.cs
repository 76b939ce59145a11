using System.Text;
using DocumentEngine.Documents;
using DocumentEngine.Isolation;

namespace DocumentEngine.Tests.Isolation;

/// <summary>Pages cross the pipe as they are: a Chinese character is three bytes, not the six of an escape.</summary>
public sealed class FrameTests
{
    [Fact]
    public void Of_ChinesePage_IsNotEscaped()
    {
        var text = string.Concat(Enumerable.Repeat("花园里的水果。", 1_000));

        var body = Frame.Of(FrameType.Page, new ParsedPage(1, text), IsolationJson.Default.ParsedPage).Body;

        Assert.InRange(body.Length, Encoding.UTF8.GetByteCount(text), Encoding.UTF8.GetByteCount(text) + 200);
    }

    [Theory]
    [InlineData("花园 \"quoted\" <b>&amp;</b> \\ \u0001\t\n 😀 é")]
    [InlineData("")]
    public void Read_OfAnyText_GivesItBack(string text)
    {
        var frame = Frame.Of(FrameType.Page, new ParsedPage(1, text), IsolationJson.Default.ParsedPage);

        Assert.Equal(text, frame.Read(IsolationJson.Default.ParsedPage).Text);
    }
}
