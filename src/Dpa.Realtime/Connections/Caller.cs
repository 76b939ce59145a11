using System.Security.Claims;

namespace Dpa.Realtime.Connections;

/// <summary>Who is at the other end, and until when that holds (null: for the connection's life).</summary>
/// <param name="UserId">The user.</param>
/// <param name="Principal">As the application authenticated it.</param>
/// <param name="ExpiresAt">When the identity ends.</param>
/// <param name="FoundAt">When that was found out, as <see cref="AccessChanges.Now"/> counts: what was taken away since
/// then holds for this caller too.</param>
internal sealed record Caller(string UserId, ClaimsPrincipal Principal, DateTimeOffset? ExpiresAt, long FoundAt);
