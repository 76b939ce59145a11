using System.Text;
using CsCheck;
using Dpa.Realtime.Diagnostics;

namespace Dpa.Realtime.Tests.Diagnostics;

public sealed class SafeTextTests
{
    [Theory]
    [InlineData("user-1", "user-1")]
    [InlineData("张伟 müller 🙂", "张伟 müller 🙂")]
    [InlineData("a\r\nwarn: forged", "a\\u000D\\u000Awarn: forged")]
    [InlineData("a\u001b[2Jb", "a\\u001B[2Jb")]
    [InlineData("abc\u202Etxt.exe", "abc\\u202Etxt.exe")]
    [InlineData("a\u2028b\u2029c\u0085d\u200Be\uFEFF", "a\\u2028b\\u2029c\\u0085d\\u200Be\\uFEFF")]
    [InlineData("tab\tnul\0del\u007f", "tab\\u0009nul\\u0000del\\u007F")]
    [InlineData("tag\U000E0001", "tag\\uE0001")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void ToString_OfWhatIsNotVisible_IsItsCode(string? text, string shown) =>
        Assert.Equal(shown, new SafeText(text).ToString());

    [Fact]
    public void ToString_OfAnythingLong_IsCut()
    {
        var shown = new SafeText(new string('x', 100_000)).ToString();

        Assert.Equal(SafeText.MaxLength + 1, shown.Length);
    }

    [Fact]
    public void ToString_OfVisibleAscii_CostsNothing()
    {
        const string text = "0190a000-0000-7000-8000-000000000001";

        Assert.Same(text, new SafeText(text).ToString());
    }

    /// <summary>Half surrogates too.</summary>
    [Fact]
    public void ToString_OfAnyText_IsOneVisibleLine() => Gen.String.Sample(text =>
    {
        var shown = new SafeText(text).ToString();
        Assert.All(shown.EnumerateRunes(), r => Assert.False(Rune.IsControl(r)));
        Assert.DoesNotContain('\u202E', shown);
    });
}
