using System.Net;
using Dpa.Realtime.Connections;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Dpa.Realtime.FunctionalTests.Diagnostics;

public sealed class HealthTests
{
    [Fact]
    public async Task Health_WhileTheBackplaneIsAway_IsDegradedAndHealsWithIt()
    {
        var line = new BackplaneLine();
        await using var server = await RealtimeServer.StartAsync(build: line.AddTo, map: a =>
            a.MapHealthChecks("/health"));
        await using var run = await server.Progress.StartAsync(
            new PipelineStart("p", "user-1"), TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await AskAsync(server));

        line.IsAway = true;
        Assert.Equal(TransitionOutcome.Held, await run.WarnAsync("held", TestContext.Current.CancellationToken));
        Assert.Equal((HttpStatusCode.OK, "Degraded"), await AskAsync(server));
        var entry = (await CheckAsync(server)).Entries["dpa.realtime"];
        Assert.Equal(1, entry.Data["transitions_waiting"]);
        Assert.Equal("The line is down.", entry.Exception!.Message);

        line.IsAway = false;
        using var limit = new CancellationTokenSource(WireClient.Limit);
        while (await AskAsync(server) != (HttpStatusCode.OK, "Healthy") || run.State.Message != "held")
            limit.Token.ThrowIfCancellationRequested();
    }

    [Fact]
    public async Task Health_WhileDraining_IsUnhealthy()
    {
        await using var server = await RealtimeServer.StartAsync(map: a => a.MapHealthChecks("/health"));

        server.Services.GetRequiredService<ConnectionRegistry>().BeginDrain();

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), await AskAsync(server));
    }

    [Fact]
    public async Task Health_OfALibraryThatWasAddedTwice_IsOneCheck()
    {
        await using var server = await RealtimeServer.StartAsync(build: b => b.Services.AddDpaRealtime());

        Assert.Equal("dpa.realtime", Assert.Single((await CheckAsync(server)).Entries).Key);
    }

    private static Task<HealthReport> CheckAsync(RealtimeServer server) =>
        server
            .Services.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(TestContext.Current.CancellationToken);

    private static async Task<(HttpStatusCode, string)> AskAsync(RealtimeServer server)
    {
        using var http = new HttpClient { BaseAddress = server.Http };
        using var answer = await http.GetAsync(
            new Uri("/health", UriKind.Relative), TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
