using System.Globalization;
using System.Text.Json;

namespace Dpa.Realtime.Protocol;

/// <summary>Times on the wire: ISO 8601 in UTC with milliseconds and <c>Z</c>.</summary>
internal static class WireTime
{
    public static void Write(Utf8JsonWriter writer, string name, DateTimeOffset value)
    {
        Span<char> text = stackalloc char[32];
        value.UtcDateTime.TryFormat(text, out var length, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        writer.WriteString(name, text[..length]);
    }

    /// <summary>Whole milliseconds between two times as the wire writes them; 0 where the second is earlier.</summary>
    public static long MillisecondsSince(DateTimeOffset begin, DateTimeOffset time) =>
        Math.Max(0, time.ToUnixTimeMilliseconds() - begin.ToUnixTimeMilliseconds());

    public static void WriteOptional(Utf8JsonWriter writer, string name, DateTimeOffset? value)
    {
        if (value is { } time) Write(writer, name, time);
        else writer.WriteNull(name);
    }
}
