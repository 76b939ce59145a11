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
        for (int start; (start = message.IndexOf("at:"u8)) >= 0;)
        {
            message = message[(start + 3)..];
            if (!Utf8Parser.TryParse(message, out ticks, out var length) || message[length..] is not [(byte)';', ..])
                continue;
            message = message[length..];
            return true;
        }

        ticks = 0;
        return false;
    }
}
