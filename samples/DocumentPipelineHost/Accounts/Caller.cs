using System.Security.Claims;

namespace DocumentPipelineHost.Accounts;

/// <summary>Who asks.</summary>
internal static class Caller
{
    /// <summary>The longest user id (docs/protocol.md#opening).</summary>
    public const int MaxIdLength = 256;

    /// <summary>The authentication type of an identity that a header or route named, in Development.</summary>
    public const string DevelopmentScheme = "Development";

    /// <summary>
    /// Whether an id can stand in the socket's route: <c>.</c> and <c>..</c> vanish from an address, and a slash or a
    /// literal <c>%2F</c> is not told from the other there.
    /// </summary>
    public static bool IsValidId(string id) =>
        id.Length is > 0 and <= MaxIdLength && id is not ("." or "..") && !id.Contains('/', StringComparison.Ordinal)
        && !id.Contains("%2F", StringComparison.OrdinalIgnoreCase) && !id.Any(char.IsControl);

    public static string? FindId(ClaimsPrincipal user) =>
        user.Identity is { IsAuthenticated: true } ? user.FindFirstValue(ClaimTypes.NameIdentifier) : null;

    /// <summary>The caller's user id; only behind <c>RequireAuthorization</c>.</summary>
    public static string UserId(this HttpContext context) =>
        FindId(context.User) ?? throw new InvalidOperationException("The endpoint lacks RequireAuthorization().");

    public static ClaimsPrincipal Principal(string userId, string scheme) =>
        new(
            new ClaimsIdentity(
                [new Claim(ClaimTypes.NameIdentifier, userId), new Claim(ClaimTypes.Name, userId)],
                scheme));
}
