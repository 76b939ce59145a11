using Dpa.Realtime.Connections;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.FunctionalTests.Endpoints;

/// <summary>The same refusals on each transport.</summary>
public sealed class RefusalTests
{
    public static TheoryData<string> Transports => [.. TransportNames.All];

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task UnknownUser_Is401(string transport)
    {
        await using var server = await RealtimeServer.StartAsync(environment: "Production");

        Assert.Equal("401", await Refusal.OfAsync(transport, server, "", "p"));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task ForeignPipeline_IsNotFoundLikeOneThatDoesNotExist(string transport)
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var run = await server.Progress.StartAsync(new PipelineStart("p", "user-1"), TestContext.Current.CancellationToken);

        Assert.Equal("not_found", await Refusal.OfAsync(transport, server, "user-2", "p"));
        Assert.Equal("not_found", await Refusal.OfAsync(transport, server, "user-2", "unknown"));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task BadId_IsInvalidPipelineId(string transport)
    {
        await using var server = await RealtimeServer.StartAsync();

        Assert.Equal("invalid_pipeline_id", await Refusal.OfAsync(transport, server, "user-1", "b d"));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task DrainingServer_Is503(string transport)
    {
        await using var server = await RealtimeServer.StartAsync();
        server.Services.GetRequiredService<ConnectionRegistry>().BeginDrain();

        Assert.Equal("503", await Refusal.OfAsync(transport, server, "user-1", "p"));
    }
}
