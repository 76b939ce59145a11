namespace Dpa.Realtime.Endpoints;

/// <summary>
/// Metadata of an endpoint whose caller may be identified by a ticket. The endpoint itself refuses callers without a
/// valid identity.
/// </summary>
internal sealed class TakesTickets
{
    public static TakesTickets Instance { get; } = new();
}
