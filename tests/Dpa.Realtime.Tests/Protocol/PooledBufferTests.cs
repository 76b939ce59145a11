using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Tests.Protocol;

public sealed class PooledBufferTests
{
    [Fact]
    public void Clear_AfterMuchWasWritten_GivesTheMemoryBack()
    {
        var buffer = new PooledBuffer();
        for (var i = 0; i < 300; i++) Write(buffer, 1000);
        Assert.InRange(buffer.Capacity, 300_000, int.MaxValue);

        buffer.Clear();

        Assert.Equal((0, 0), (buffer.Capacity, buffer.Written.Length));
    }

    [Fact]
    public void Clear_AfterLittleWasWritten_KeepsTheMemory()
    {
        var buffer = new PooledBuffer();
        Write(buffer, 1000);

        buffer.Clear();

        Assert.InRange(buffer.Capacity, 1000, 64 * 1024);
    }

    [Fact]
    public void Write_BeyondTheFirstBuffer_KeepsWhatWasWritten()
    {
        var buffer = new PooledBuffer();
        for (var i = 0; i < 40; i++) Write(buffer, 1000, (byte)i);

        Assert.Equal(
            Enumerable.Range(0, 40).SelectMany(i => Enumerable.Repeat((byte)i, 1000)),
            buffer.Written.ToArray());
    }

    /// <summary>What a thread keeps for its next frame does not grow with its largest.</summary>
    [Fact]
    public void Encode_ALargeFrame_KeepsNoLargeBuffer()
    {
        var text = new string('x', 1_000_000);
        Assert.Equal(text.Length + 2, JsonWriting.Encode(text, static (w, t) => w.WriteStringValue(t)).Length);

        Assert.InRange(JsonWriting.Held, 0, 64 * 1024);
    }

    private static void Write(PooledBuffer buffer, int length, byte value = 7)
    {
        buffer.GetSpan(length)[..length].Fill(value);
        buffer.Advance(length);
    }
}
