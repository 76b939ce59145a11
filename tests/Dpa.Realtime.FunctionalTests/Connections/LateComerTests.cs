using Dpa.Realtime.Connections;
using Dpa.Realtime.FunctionalTests.Endpoints;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.FunctionalTests.Connections;

/// <summary>Who comes while a shutdown begins: looked at before it, taken after everybody was told.</summary>
public sealed class LateComerTests
{
    [Fact]
    public async Task Socket_AcceptedWhileADrainBegins_IsAskedBackAndClosedWith1012()
    {
        await using var server = await RealtimeServer.StartAsync(map: app =>
            app.Use(
                (http, next) =>
                {
                    if (http.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
                        http.Features.Set<IHttpUpgradeFeature>(
                            new DrainDuring(upgrade, app.Services.GetRequiredService<ConnectionRegistry>()));
                    return next(http);
                }));
        using var counters = new Counters(server);
        await using var client = await WireClient.ConnectAsync(server);

        Assert.InRange((int)(await client.ReceiveAsync("reconnect"))["after_ms"]!, 2500, 5000);
        Assert.Equal(1012, await client.ReceiveCloseAsync());
        Assert.Equal((0, 1), (counters["connections"], counters["rejected"]));
    }

    [Fact]
    public async Task Stream_TakenWhileADrainBegins_Is503()
    {
        await using var server = await RealtimeServer.StartAsync();
        var registry = server.Services.GetRequiredService<ConnectionRegistry>();
        await using var stream = await EventClient.OpenAsync(server, "?user=me");

        Assert.Equal("sse", Assert.Single(registry.BeginDrain()).Transport); // whoever was taken is there to be told
        Assert.Equal((503, "draining", 5.0), await EventClient.RefusalAsync(server, "?user=me"));
    }

    private sealed class DrainDuring(IHttpUpgradeFeature inner, ConnectionRegistry registry) : IHttpUpgradeFeature
    {
        public bool IsUpgradableRequest => inner.IsUpgradableRequest;

        public async Task<Stream> UpgradeAsync()
        {
            var stream = await inner.UpgradeAsync();
            registry.BeginDrain();
            return stream;
        }
    }
}
