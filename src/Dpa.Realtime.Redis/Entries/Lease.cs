using System.Globalization;

namespace Dpa.Realtime.Redis.Entries;

/// <summary>Until when, by the server's clock, a producer counts as alive, and on which node it runs.</summary>
internal readonly record struct Lease(long EndsAt, string Node)
{
    public static Lease Parse(string text)
    {
        var bar = text.IndexOf('|', StringComparison.Ordinal);
        return
            bar > 0
            && long.TryParse(text.AsSpan(0, bar), NumberStyles.None, CultureInfo.InvariantCulture, out var endsAt)
            ? new Lease(endsAt, text[(bar + 1)..])
            : default;
    }
}
