using CsCheck;
using DocumentEngine.Text;

namespace DocumentEngine.Tests.Parsing;

public sealed class TextCleanerTests
{
    [Theory]
    [InlineData("a\0b\u0007c\u0085d", "abc\nd")]
    [InlineData("one  \u3000 two\t \tthree \r\n four", "one two\tthree\nfour")]
    [InlineData("a\n\n\n\nb", "a\n\nb")]
    [InlineData("\u2F42\u6863 \u2EDA\u9762", "文档 页面")]
    [InlineData("\uFF21\uFF22\uFF11\uFF0C\uFB01le 10\u00B2", "AB1，file 10²")]
    [InlineData("a docu-\nment", "a document")]
    [InlineData("real-\ntime is real-time", "real-time is real-time")]
    [InlineData("soft\u00AD\u200Bly", "softly")]
    [InlineData("e\u0301", "é")]
    public void Clean_Text_HasOneUsualForm(string text, string expected) =>
        Assert.Equal(expected, TextCleaner.Clean(text));

    [Fact]
    public void Clean_HalfASurrogatePair_IsDropped() =>
        Assert.Equal("half pair whole 😀", TextCleaner.Clean($"half {'\uD83D'} pair {'\uDE00'} whole 😀"));

    [Fact]
    public void Clean_AnyText_HasNoControlsAndStaysAsItIsWhenCleanedAgain() =>
        AnyText.Sample(text =>
        {
            var clean = TextCleaner.Clean(text);
            return !clean.Any(c => char.IsControl(c) && c is not ('\t' or '\n'))
                && clean.IsNormalized()
                && TextCleaner.Clean(clean) == clean;
        });

    private static readonly Gen<string> AnyText = Gen.OneOf(
            Gen.Char, Gen.OneOf('\n', '\t', ' ', '-', '\r', '\f', '文', 'a', '\uD83D', '\uDE00', '\uFFFE'))
        .Array[0, 60]
        .Select(chars => new string(chars));
}
