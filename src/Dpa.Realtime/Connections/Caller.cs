using System.Security.Claims;

namespace Dpa.Realtime.Connections;

/// <summary>The identity of a caller, and when it expires.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Principal">As the application authenticated it.</param>
/// <param name="ExpiresAt">When the identity expires; null for the connection's lifetime.</param>
/// <param name="FoundAt">When the identity was found, as <see cref="AccessChanges.Now"/> counts: access that was
/// revoked since then is revoked for this caller too.</param>
internal sealed record Caller(string UserId, ClaimsPrincipal Principal, DateTimeOffset? ExpiresAt, long FoundAt)
{
    /// <summary>The time to wait at most: not beyond the end of the identity.</summary>
    /// <param name="wait">What is asked for.</param>
    /// <param name="now">The clock's time.</param>
    public TimeSpan AtMost(TimeSpan wait, DateTimeOffset now)
    {
        if (ExpiresAt - now is not { } rest || rest >= wait) return wait;
        return rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
    }
}
