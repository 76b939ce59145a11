using Dpa.Realtime.Connections;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Protocol;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Dpa.Realtime.Endpoints;

/// <summary>
/// <c>GET /api/v1/ws/stats</c>: this node's counts. Closed outside Development unless the application put an
/// authorisation on the route.
/// </summary>
internal sealed class StatsEndpoint(ConnectionRegistry registry, PipelineHub hub, IHostEnvironment environment)
{
    public Task HandleAsync(HttpContext http)
    {
        var isGuarded = http.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is not null;
        if (!environment.IsDevelopment() && !isGuarded) return Problems.NotFoundAsync(http);
        var body = JsonWriting.Encode((registry, hub), static (w, a) =>
        {
            w.WriteStartObject();
            w.WriteNumber("total_connections", a.registry.Count);
            w.WriteNumber("active_users", a.registry.Users);
            w.WriteNumber("total_subscriptions", a.registry.All().Sum(c => c.SubscriptionCount));
            w.WriteNumber("active_pipelines", a.hub.WatchedPipelines);
            w.WriteEndObject();
        });
        return JsonAnswer.WriteAsync(http, body);
    }
}
