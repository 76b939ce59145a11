using System.Text;
using CsCheck;
using Dpa.Realtime.WebSockets;

namespace Dpa.Realtime.Tests.WebSockets;

public sealed class Utf8CheckTests
{
    private static readonly byte[] Border =
    [
        0x7F, 0x80, 0xBF, 0xC0, 0xC2, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5, 0xA0, 0x9F, 0x8F, 0x90,
    ];
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    [Fact]
    public void Take_AnyBytesInAnySplit_AsTheStrictDecoderJudges()
    {
        // Bytes near the borders of the encoding come up far more often than by chance.
        var bytes = Gen.OneOf(Gen.Byte, Gen.Int[0, 14].Select(i => Border[i])).Array[0, 12];

        Gen.Select(bytes, Gen.Int[1, 5]).Sample((text, size) =>
        {
            var check = default(Utf8Check);
            var good = true;
            foreach (var chunk in text.Chunk(size)) good = good && check.Take(chunk);

            Assert.Equal(IsValid(text), good && check.IsComplete);
        });
    }

    private static bool IsValid(byte[] bytes)
    {
        try
        {
            Strict.GetCharCount(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
