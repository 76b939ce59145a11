using System.Text.Json;

namespace Dpa.Realtime.Client.Connections;

/// <summary>When a bearer token ends, if it states it.</summary>
internal static class TokenEnd
{
    /// <summary>
    /// When a JSON web token ends by this machine's clock: its <c>exp</c>, or, if the clock cannot be right, its
    /// lifetime (<c>exp</c> - <c>iat</c>) from now. Null if it is no such token, or does not end.
    /// </summary>
    public static DateTimeOffset? Of(string token, DateTimeOffset now)
    {
        var parts = token.Split('.');
        if (parts.Length != 3) return null;
        var payload = parts[1].Replace('-', '+').Replace('_', '/');
        try
        {
            var json = Convert.FromBase64String(payload.PadRight((payload.Length + 3) / 4 * 4, '='));
            using var claims = JsonDocument.Parse(json);
            if (
                claims.RootElement.ValueKind != JsonValueKind.Object
                || claims.RootElement.Number("exp") is not { } exp
                || exp is not (> 0 and < 253_402_300_799)) // the end of the calendar
                return null;
            var end = DateTimeOffset.FromUnixTimeSeconds((long)exp);
            if (claims.RootElement.Number("iat") is not { } iat || !(iat > 0 && iat < exp)) return end;
            var life = TimeSpan.FromSeconds(exp - iat);
            return end > now && end - now <= life ? end : now + life;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }
}
