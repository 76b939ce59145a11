using Dpa.Realtime.WebSockets;

namespace Dpa.Realtime.Tests.WebSockets;

public sealed class TextFramesTests
{
    [Theory]
    [InlineData(0, 2)]
    [InlineData(125, 2)]
    [InlineData(126, 4)]
    [InlineData(65535, 4)]
    [InlineData(65536, 10)]
    public void Of_APayload_IsOneFrameThatReadsBack(int length, int header)
    {
        byte[] payload = [.. Enumerable.Range(0, length).Select(i => (byte)i)];

        var frames = TextFrames.Of(payload);

        Assert.Equal(header + length, frames.Length);
        Assert.Equal(0x81, frames.Bytes[0]);
        Assert.Equal(payload, Assert.Single(new[] { frames }.Payloads()));
    }

    [Fact]
    public void Enumerate_SeveralFrames_GivesEachPayloadInOrder()
    {
        byte[][] payloads = [[1], new byte[300], [], new byte[70_000], [2, 3]];
        var frames = new TextFrames([.. payloads.SelectMany(p => TextFrames.Of(p).Bytes)]);

        Assert.Equal(payloads, new[] { frames }.Payloads());
    }
}
