using Dpa.Realtime.Connections;

namespace Dpa.Realtime.Endpoints;

/// <summary>
/// The outcome of redeeming the request's ticket for the application's authorisation. It is a feature of the request,
/// because a ticket can be used only once.
/// </summary>
/// <param name="Caller">The caller whom the ticket identifies, or null where it is not valid: then the endpoint
/// refuses, even if the request has another identity.</param>
/// <param name="Unavailable">Why the ticket could not be looked up.</param>
internal sealed record TicketAnswer(Caller? Caller, PipelineException? Unavailable = null);
