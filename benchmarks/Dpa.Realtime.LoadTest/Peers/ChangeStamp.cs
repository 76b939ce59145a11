using System.Buffers.Text;
using System.Globalization;

namespace Dpa.Realtime.LoadTest.Peers;

/// <summary>
/// The moment of a change, on the machine's monotonic clock, which all its processes share; it travels in the change's
/// message and stands there alone between marks that occur nowhere else in a frame.
/// </summary>
internal static class ChangeStamp
{
    public static string Write(long ticks) => string.Create(CultureInfo.InvariantCulture, $"at:{ticks};");

    /// <summary>Reads the next stamp of a message and moves behind it.</summary>
    public static bool TryRead(ref ReadOnlySpan<byte> message, out long ticks)
    {
        ticks = 0;
        var start = message.IndexOf("\"at:"u8);
        if (start < 0)
            return false;
        message = message[(start + 4)..];
        if (!Utf8Parser.TryParse(message, out ticks, out var length))
            return false;
        message = message[length..];
        return true;
    }
}
