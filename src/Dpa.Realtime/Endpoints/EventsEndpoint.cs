using Dpa.Realtime.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Dpa.Realtime.Endpoints;

/// <summary>
/// <c>/api/v1/pipelines/events</c>: server-sent events (docs/protocol.md#server-sent-events). A stream is a connection
/// of its user like a socket.
/// </summary>
internal sealed class EventsEndpoint(
    ConnectionContext context, Admission admission, AccessChanges changes, OriginGate origins,
    IHostApplicationLifetime lifetime)
{
    private const int RetrySeconds = 10;

    /// <summary><c>GET …/events?ids=a,b</c> or <c>?user=me</c>, resumed by <c>Last-Event-ID</c>.</summary>
    public Task GetAsync(HttpContext http) =>
        AdmitAsync(http, (_, caller) =>
            ServeAsync(
                http, caller,
                EventsQuery.Read(http.Request, context.Options.MaxSubscriptionsPerConnection, out var request), request)
        );

    /// <summary>
    /// <c>POST …/events</c> with <c>{positions:{id:{epoch,version}|null}}</c>, for more than fit into a query.
    /// </summary>
    public Task PostAsync(HttpContext http) => AdmitAsync(http, async (_, caller) =>
        {
            // stays null where the user has too many requests under way
            (NamedPipelines Named, BadRequest? Wrong)? body = null;
            await admission
                .HoldAsync(http, caller, async () =>
                    body = await PositionsReader
                        .ReadAsync(http, context.Options, context.Time, lifetime.ApplicationStopping)
                        .ConfigureAwait(false))
                .ConfigureAwait(false);
            if (body is not var (named, wrongBody))
                return;
            var wrongQuery = EventsQuery.Read(http.Request.Query, named, out var request);
            await ServeAsync(http, caller, wrongBody ?? wrongQuery, request).ConfigureAwait(false);
        });

    /// <summary>
    /// A page of another site must not be able to use up the user's connections, even though it could not read them.
    /// </summary>
    private Task AdmitAsync(HttpContext http, Func<HttpContext, Caller, Task> serve) =>
        origins.Allows(http.Request) ? admission.AdmitAsync(http, serve) : origins.RefuseAsync(http);

    private Task ServeAsync(HttpContext http, Caller caller, BadRequest? wrong, EventsRequest request)
    {
        var named = request.Subscribe.PipelineIds.Count + request.Subscribe.InvalidIds + request.Subscribe.ExcessIds;
        wrong ??= EventsQuery.ReadList(http.Request.Query, caller, ref request);
        admission.Charge(
            caller, request.WatchesUser && wrong is null
                ? Math.Max(context.Options.MaxSubscriptionsPerConnection, named)
                : named);
        if (request.List is { Query: { } query }) admission.Charge(caller, query.CostFor(caller.UserId));
        if (wrong is not null)
            return Problems.BadRequestAsync(http, wrong);
        if (changes.IsOver(caller))
            return Problems.UnauthenticatedAsync(http); // its body may have taken its time
        if (context.Registry.IsFull)
            return Problems.BusyAsync(http, ProgressErrorCodes.TooManyConnections, RetrySeconds);
        if (!context.Budgets.Of(caller.UserId).TryConnect())
            return Problems.TooManyOfUserAsync(http, RetrySeconds);
        var stream = new EventStream(
            context, caller, new EventWriter(http, context.Options.SendTimeout, context.Time), request);
        return context.Registry.Add(stream) switch
        {
            AddResult.Added => RunAsync(http, stream),
            AddResult.Draining => Admission.DrainingAsync(http),
            _ => Problems.TooManyOfUserAsync(http, RetrySeconds),
        };
    }

    private async Task RunAsync(HttpContext http, EventStream stream)
    {
        try
        {
            await stream.RunAsync(http.RequestAborted).ConfigureAwait(false);
        }
        finally
        {
            context.Registry.Remove(stream);
        }
    }
}
