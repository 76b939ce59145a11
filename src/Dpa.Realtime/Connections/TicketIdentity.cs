using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;

namespace Dpa.Realtime.Connections;

/// <summary>
/// The identity behind a ticket: the principal of the caller who requested it, and the time when that identity
/// expires. The backplane keeps it as bytes.
/// </summary>
internal sealed record TicketIdentity(string UserId, ClaimsPrincipal Principal, DateTimeOffset? ExpiresAt)
{
    public const string Scheme = "DpaTicket";

    private const string User = "dpa.user";

    public byte[] Encode()
    {
        var properties = new AuthenticationProperties { Items = { [User] = UserId }, ExpiresUtc = ExpiresAt };
        return TicketSerializer.Default.Serialize(new AuthenticationTicket(Principal, properties, Scheme));
    }

    /// <returns>Null where it is not what <see cref="Encode"/> wrote: another version of the library's, or of ASP.NET
    /// Core's, may have.</returns>
    public static TicketIdentity? Decode(byte[] bytes)
    {
        try
        {
            return
                TicketSerializer.Default.Deserialize(bytes) is { } ticket
                && ticket.Properties.Items.TryGetValue(User, out var user)
                && user is not null
                ? new TicketIdentity(user, ticket.Principal, ticket.Properties.ExpiresUtc)
                : null;
        }
        catch (Exception e) when (e is IOException or ArgumentException or FormatException or OverflowException)
        {
            return null;
        }
    }
}
