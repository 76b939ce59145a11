using Dpa.Realtime.Connections;

namespace Dpa.Realtime.Endpoints;

/// <summary>
/// What became of the request's ticket when the application's authorisation asked for it; a feature of the request,
/// because a ticket is good once.
/// </summary>
/// <param name="Caller">Whom it stands for, or null where it does not hold: then the endpoint refuses, whoever else the
/// request could be from.</param>
/// <param name="Unavailable">Why it could not be looked up.</param>
internal sealed record TicketAnswer(Caller? Caller, PipelineException? Unavailable = null);
