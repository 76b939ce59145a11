using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.Endpoints;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime;

/// <summary>Maps the library's endpoints.</summary>
public static class DpaRealtimeEndpointRouteBuilderExtensions
{
    // CONNECT: WebSockets over HTTP/2 (RFC 8441)
    private static readonly string[] UpgradeMethods = [HttpMethods.Get, HttpMethods.Connect];

    /// <summary>
    /// Maps the WebSocket at <c>{prefix}/{user_id}</c>, with <c>{prefix}/ticket</c> and <c>{prefix}/stats</c> beside it
    /// (docs/protocol.md#opening).
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="prefix">Default: <c>/api/v1/ws</c>.</param>
    /// <returns>For conventions such as <c>RequireAuthorization()</c>, over all three.</returns>
    /// <exception cref="InvalidOperationException"><c>AddDpaRealtime()</c> was not called.</exception>
    public static IEndpointConventionBuilder MapDpaWebSocket(
        this IEndpointRouteBuilder endpoints, string prefix = "/api/v1/ws")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        Required<IdentityCheck>(endpoints).Run();
        var socket = Required<WebSocketEndpoint>(endpoints);
        var ticket = Required<TicketEndpoint>(endpoints);
        var stats = Required<StatsEndpoint>(endpoints);
        var group = endpoints.MapGroup(prefix);
        OwnRules.AddTo(group);
        group.MapMethods("/{user_id}", UpgradeMethods, OwnRules.Over(http => socket.HandleAsync(http, UserIdOf(http))))
            .WithDisplayName("Dpa.Realtime WebSocket").WithMetadata(TakesTickets.Instance);
        // An upgrade request to /stats is the user "stats".
        group
            .MapMethods(
                "/stats", UpgradeMethods,
                OwnRules.Over(http =>
                    WebSocketUpgrade.IsRequested(http) ? socket.HandleAsync(http, "stats") : stats.HandleAsync(http)))
            .WithDisplayName("Dpa.Realtime statistics");
        group.MapPost("/ticket", OwnRules.Over(ticket.HandleAsync)).WithDisplayName("Dpa.Realtime ticket");
        return group;
    }

    /// <summary>
    /// Maps polling and long polling at <c>{prefix}/{pipeline_id}/progress</c> and <c>{prefix}/progress</c>,
    /// lists at <c>{prefix}</c>, server-sent events at <c>{prefix}/events</c>, and control requests at
    /// <c>{prefix}/{pipeline_id}/control</c> (docs/protocol.md#the-same-state-over-http).
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="prefix">Default: <c>/api/v1/pipelines</c>.</param>
    /// <returns>For conventions such as <c>RequireAuthorization()</c>, over all of them.</returns>
    /// <exception cref="InvalidOperationException"><c>AddDpaRealtime()</c> was not called.</exception>
    public static IEndpointConventionBuilder MapDpaProgress(
        this IEndpointRouteBuilder endpoints, string prefix = "/api/v1/pipelines")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        Required<IdentityCheck>(endpoints).Run();
        var progress = Required<ProgressEndpoint>(endpoints);
        var lists = Required<ListEndpoint>(endpoints);
        var events = Required<EventsEndpoint>(endpoints);
        var control = Required<ControlEndpoint>(endpoints);
        var group = endpoints.MapGroup(prefix);
        OwnRules.AddTo(group);
        group.WithMetadata(TakesTickets.Instance);
        // An application's own endpoint at this address comes first.
        group.MapGet("", OwnRules.Over(lists.GetAsync)).WithDisplayName("Dpa.Realtime lists").WithOrder(1);
        group
            .MapGet("/{pipeline_id}/progress", OwnRules.Over(progress.GetAsync))
            .WithDisplayName("Dpa.Realtime progress").WithMetadata(ProgressAddress.Instance);
        group
            .MapGet("/progress", OwnRules.Over(progress.GetManyAsync))
            .WithDisplayName("Dpa.Realtime progress of several");
        group
            .MapPost("/progress", OwnRules.Over(progress.PostManyAsync))
            .WithDisplayName("Dpa.Realtime progress of many");
        group
            .MapPost("/{pipeline_id}/control", OwnRules.Over(control.PostAsync))
            .WithDisplayName("Dpa.Realtime control");
        group.MapGet("/events", OwnRules.Over(events.GetAsync)).WithDisplayName("Dpa.Realtime events");
        group.MapPost("/events", OwnRules.Over(events.PostAsync)).WithDisplayName("Dpa.Realtime events of many");
        return group;
    }

    // Routing decodes everything but an encoded slash.
    private static string UserIdOf(HttpContext http) =>
        ((string?)http.Request.RouteValues["user_id"] ?? "").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    private static T Required<T>(IEndpointRouteBuilder endpoints)
        where T : notnull =>
        endpoints.ServiceProvider.GetService<T>() is { } service
            ? service
            : throw new InvalidOperationException(
                "Dpa.Realtime is not registered. Add this line before builder.Build(): "
                    + "builder.Services.AddDpaRealtime();"
            );
}
