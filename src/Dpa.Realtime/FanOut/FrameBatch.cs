using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.WebSockets;

namespace Dpa.Realtime.FanOut;

/// <summary>
/// What lies between two places of a log as one piece, the same for every reader that goes that way. Put together under
/// the log's lock, encoded and joined outside it by the first reader.
/// </summary>
/// <param name="from">The first version in it; the last is the head's.</param>
/// <param name="entries">What is kept of it.</param>
/// <param name="conflated">How many changes are left out.</param>
/// <param name="isV2">For readers of the DPA V2 wire.</param>
internal sealed class FrameBatch(long from, LogEntry[] entries, int conflated, bool isV2)
{
    private readonly Lock _lock = new();
    private byte[]? _frames;

    public long From { get; } = from;

    /// <summary>What handing it over comes to.</summary>
    public LogReading Reading { get; } = new(entries.Length, conflated, 0, !entries[^1].IsWhole);

    /// <summary>Ready for the wire. Readers that come while it is made wait for it: publishing does not.</summary>
    public TextFrames Frames
    {
        get
        {
            if (Volatile.Read(ref _frames) is { } made) return new TextFrames(made);
            lock (_lock) return new TextFrames(_frames ??= Join());
        }
    }

    /// <summary>The changes whose frames these are.</summary>
    public void MeasureBy(DeliveryMeasure measure)
    {
        if (!measure.IsNeeded) return;
        foreach (var entry in entries) measure.Take(entry.Sent);
    }

    private byte[] Join()
    {
        if (entries.Length == 1) return entries[0].Frame(isV2).Bytes;
        var bytes = 0;
        foreach (var entry in entries) bytes += entry.Frame(isV2).Length;
        var joined = new byte[bytes];
        var at = 0;
        foreach (var entry in entries)
        {
            var frame = entry.Frame(isV2);
            frame.Bytes.CopyTo(joined, at);
            at += frame.Length;
        }

        return joined;
    }
}
