using System.Security.Claims;

namespace Dpa.Realtime.Connections;

/// <summary>Who is at the other end.</summary>
internal sealed record Caller(string UserId, ClaimsPrincipal Principal);
