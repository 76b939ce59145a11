using System.Text;
using CsCheck;
using Dpa.Realtime.WebSockets;

namespace Dpa.Realtime.Tests.WebSockets;

public sealed class FrameParserTests
{
    private const int Limit = 1000;

    [Fact]
    public void Read_AnySplitOfAConversation_TheSameEvents()
    {
        var text = Gen.String[Gen.Char, 0, 60].Select(s => Encoding.UTF8.GetBytes(s.Replace('\uD800', ' ')));
        var frame = Gen.OneOf(
            text.Select(t => ClientFrames.Frame(1, t)),
            text.Select(t =>
                (byte[])
                    [
                        .. ClientFrames.Frame(1, t[..(t.Length / 2)], isFinal: false), .. ClientFrames.Frame(9, [1, 2]),
                        .. ClientFrames.Frame(0, t[(t.Length / 2)..]),
                    ]),
            Gen.Byte.Array[0, 20].Select(p => ClientFrames.Frame(10, p)),
            Gen.Int[0, 5000].Select(c => ClientFrames.Close(c)));

        Gen.Select(frame.Array[1, 6], Gen.Int[1, 40]).Sample((frames, size) =>
        {
            byte[] all = [.. frames.SelectMany(f => f)];
            Assert.Equal(Events(all, all.Length), Events(all, size));
        });
    }

    [Fact]
    public void Read_AnyBytes_NeverThrowsAndEndsInAKnownWay() =>
        Gen
            .Byte.Array[0, 300]
            .Sample(bytes =>
            {
                var events = Events(bytes, 7);
                Assert.All(events.Where(e => e.StartsWith("Failed", StringComparison.Ordinal)), e =>
                    Assert.Contains(e[7..], (string[])["1002", "1003", "1007", "1009"]));
            });

    [Theory]
    [InlineData("81 00", "Failed 1002")] // not masked
    [InlineData("C1", "Failed 1002")] // reserved bit 1
    [InlineData("A1", "Failed 1002")] // reserved bit 2
    [InlineData("91", "Failed 1002")] // reserved bit 3
    [InlineData("83", "Failed 1002")] // reserved opcode
    [InlineData("8B", "Failed 1002")] // reserved control opcode
    [InlineData("82", "Failed 1003")] // binary
    [InlineData("80", "Failed 1002")] // a continuation of nothing
    [InlineData("09", "Failed 1002")] // a fragmented ping
    [InlineData("89 FE", "Failed 1002")] // a ping of 126 bytes or more
    [InlineData("81 FF FFFFFFFFFFFFFFFF 00000000", "Failed 1002")] // the length's highest bit
    [InlineData("81 FF 7FFFFFFFFFFFFFFF 00000000", "Failed 1009")] // 2^63-1 bytes announced
    [InlineData("81 FE 03E9 00000000", "Failed 1009")] // one byte over the limit, announced
    [InlineData("81 82 00000000 FFFE", "Failed 1007")] // no UTF-8
    [InlineData("81 82 00000000 C080", "Failed 1007")] // an overlong form
    [InlineData("81 83 00000000 EDA080", "Failed 1007")] // a surrogate
    [InlineData("81 81 00000000 C3", "Failed 1007")] // a character that is not finished
    [InlineData("88 81 00000000 03", "Failed 1002")] // a close of one byte
    [InlineData("88 80 00000000", "Close 1005")] // a close without a code
    [InlineData("88 82 00000000 03E8", "Close 1000")]
    [InlineData("88 82 00000000 03ED", "Failed 1002")] // 1005
    [InlineData("88 82 00000000 03EE", "Failed 1002")] // 1006
    [InlineData("88 82 00000000 0BB8", "Close 3000")]
    [InlineData("88 82 00000000 07D0", "Failed 1002")] // 2000
    [InlineData("88 84 00000000 03E8 FFFE", "Failed 1007")] // a reason that is no UTF-8
    [InlineData("89 80 00000000", "Ping 1005")]
    [InlineData("81 80 00000000", "Text ")]
    [InlineData("81 85 00000000 48656C6C6F", "Text Hello")]
    public void Read_OneFrame_TheEventOfTheRules(string hex, string expected) =>
        Assert.Equal(
            [expected.StartsWith("Ping", StringComparison.Ordinal) ? "Ping" : expected],
            Events(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)), 3));

    [Fact]
    public void Read_FragmentsOverTheLimit_FailsAtTheHeaderThatGoesOver() =>
        Assert.Equal(
            ["Failed 1009"],
            Events(
                [.. ClientFrames.Frame(1, new byte[600], isFinal: false), .. ClientFrames.Frame(0, new byte[401])[..8]],
                50));

    [Fact]
    public void Read_EmptyFragmentsWithoutEnd_FailsOnceTheyAreAsManyAsTheLimit() =>
        Assert.Equal(
            ["Failed 1009"],
            Events(
                [
                    .. ClientFrames.Frame(1, [], isFinal: false),
                    .. Enumerable.Repeat(ClientFrames.Frame(0, [], isFinal: false), Limit).SelectMany(f => f),
                ],
                50));

    [Fact]
    public void Read_ANewMessageInsideAnother_Fails() =>
        Assert.Equal(
            ["Failed 1002"],
            Events([.. ClientFrames.Frame(1, [65], isFinal: false), .. ClientFrames.Frame(1, [65])], 50));

    private static List<string> Events(byte[] bytes, int size)
    {
        using var parser = new FrameParser(Limit);
        var events = new List<string>();
        foreach (var chunk in bytes.Chunk(Math.Max(1, size)))
        {
            ReadOnlySpan<byte> input = chunk;
            while (true)
            {
                var next = parser.Read(ref input);
                if (next == FrameEvent.None) break;
                events.Add(next switch
                {
                    FrameEvent.Text => $"Text {Encoding.UTF8.GetString(parser.Message.Span)}",
                    FrameEvent.Close or FrameEvent.Failed => $"{next} {parser.Code}",
                    _ => next.ToString(),
                });
                if (next is FrameEvent.Close or FrameEvent.Failed) return events;
                parser.Release();
            }
        }

        return events;
    }
}
