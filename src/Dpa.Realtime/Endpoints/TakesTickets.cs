namespace Dpa.Realtime.Endpoints;

/// <summary>
/// Metadata of an endpoint whose caller may be known by a ticket, and which refuses by itself who has none that holds.
/// </summary>
internal sealed class TakesTickets
{
    public static TakesTickets Instance { get; } = new();
}
