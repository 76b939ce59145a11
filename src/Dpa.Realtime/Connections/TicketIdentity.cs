using System.Globalization;

namespace Dpa.Realtime.Connections;

/// <summary>What a ticket stands for: a user, and until when the identity behind it holds. The backplane keeps it as one text.</summary>
internal readonly record struct TicketIdentity(string UserId, DateTimeOffset? ExpiresAt)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ExpiresAt?.ToUnixTimeMilliseconds() ?? 0}|{UserId}");

    public static TicketIdentity? Parse(string? text)
    {
        if (text is null || text.IndexOf('|', StringComparison.Ordinal) is not (> 0 and var bar)) return null;
        if (!long.TryParse(text.AsSpan(0, bar), NumberStyles.None, CultureInfo.InvariantCulture, out var expires)) return null;
        return new TicketIdentity(text[(bar + 1)..], expires > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(expires) : null);
    }
}
