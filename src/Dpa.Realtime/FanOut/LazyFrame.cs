using Dpa.Realtime.WebSockets;

namespace Dpa.Realtime.FanOut;

/// <summary>A frame that all readers of a head share, encoded outside the log's lock by the first of them.</summary>
internal sealed class LazyFrame(Func<byte[]> encode)
{
    private readonly Lock _lock = new();
    private byte[]? _frame;

    public TextFrames Frame
    {
        get
        {
            if (Volatile.Read(ref _frame) is { } made) return new TextFrames(made);
            lock (_lock) return new TextFrames(_frame ??= TextFrames.Of(encode()).Bytes);
        }
    }
}
