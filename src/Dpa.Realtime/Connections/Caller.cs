using System.Security.Claims;

namespace Dpa.Realtime.Connections;

/// <summary>Who is at the other end, and until when that holds (null: for the connection's life).</summary>
internal sealed record Caller(string UserId, ClaimsPrincipal Principal, DateTimeOffset? ExpiresAt = null);
