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

    [Fact]
    public void Pieces_OfManyFrames_AreFewAndHoldAllOfThem()
    {
        var frames = Enumerable.Range(1, 1_000)
            .Select(static number => Frame.Of(
                FrameType.Page, new ParsedPage(number, new string('x', number)), IsolationJson.Default.ParsedPage))
            .Append(new(FrameType.PagesEnd, default));
        using var stream = new MemoryStream();
        var pieces = 0;
        foreach (var piece in Frames.Pieces(frames))
        {
            stream.Write(piece.Span);
            pieces++;
        }

        stream.Position = 0;
        for (var number = 1; number <= 1_000; number++)
            Assert.Equal(
                (number, number),
                Frames.Read(stream)!.Value.Read(IsolationJson.Default.ParsedPage) is var page
                    ? (page.Number, page.Text.Length)
                    : default);
        Assert.Equal(FrameType.PagesEnd, Frames.Read(stream)!.Value.Type);
        Assert.Null(Frames.Read(stream));
        Assert.InRange(pieces, 2, 20);
    }

    [Fact]
    public void Pieces_OfNothing_AreNone() => Assert.Empty(Frames.Pieces([]));

    [Theory]
    [InlineData("花园 \"quoted\" <b>&amp;</b> \\ \u0001\t\n 😀 é")]
    [InlineData("")]
    public void Read_OfAnyText_GivesItBack(string text)
    {
        var frame = Frame.Of(FrameType.Page, new ParsedPage(1, text), IsolationJson.Default.ParsedPage);

        Assert.Equal(text, frame.Read(IsolationJson.Default.ParsedPage).Text);
    }
}
