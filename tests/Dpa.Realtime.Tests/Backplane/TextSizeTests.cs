using Dpa.Realtime.Backplane;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Tests.Backplane;

public sealed class TextSizeTests
{
    /// <summary>Every character by itself: none may take more than was reckoned with.</summary>
    [Fact]
    public void Of_EachCharacter_IsNeverLessThanJsonTakes()
    {
        for (var c = 0; c <= char.MaxValue; c++)
        {
            if (char.IsSurrogate((char)c)) continue;
            var text = ((char)c).ToString();
            Assert.True(TextSize.Of(text) >= JsonLength(text), $"U+{c:X4}: {TextSize.Of(text)} < {JsonLength(text)}");
        }
    }

    [Theory]
    [InlineData("Reading page 7 of 12 (kitchen-garden.pdf)")]
    [InlineData("正在读取第七页，共十二页。")]
    [InlineData("Fünf Sätze über Gärten")]
    public void Of_CommonText_IsWhatJsonTakes(string text) => Assert.Equal(JsonLength(text), TextSize.Of(text));

    [Fact]
    public void Of_EmojiAndControlCharacters_IsNeverLessThanJsonTakes()
    {
        const string Text = "🔄 done\r\n\t\"quoted\" \\ \u0001 \u2028 \u3000";

        Assert.InRange(TextSize.Of(Text), JsonLength(Text), 6 * Text.Length);
    }

    private static int JsonLength(string text) =>
        JsonWriting.Encode(text, static (w, t) => w.WriteStringValue(t)).Length - 2;
}
