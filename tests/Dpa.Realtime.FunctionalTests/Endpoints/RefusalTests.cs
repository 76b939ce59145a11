using System.Net.Http.Json;
using System.Net;
using System.Text.Json.Nodes;
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
        await using var run = await server.Progress.StartAsync(
            new PipelineStart("p", "user-1"), TestContext.Current.CancellationToken);

        Assert.Equal("not_found", await Refusal.OfAsync(transport, server, "user-2", "p"));
        Assert.Equal("not_found", await Refusal.OfAsync(transport, server, "user-2", "unknown"));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task BadId_IsInvalidPipelineId(string transport)
    {
        // streams that were left are noticed a little later
        await using var server = await RealtimeServer.StartAsync(o => o.MaxConnectionsPerUser = 100);

        foreach (var id in new[] { "b d", "ü", "a/b", "a\\b", "a%20b", "a\u202Eb", new string('x', 129) })
            Assert.Equal("invalid_pipeline_id", await Refusal.OfAsync(transport, server, "user-1", id));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task RevokedPipeline_IsNotFound(string transport)
    {
        var guests = new Guests();
        await using var server = await RealtimeServer.StartAsync(build: b =>
            b.Services.AddSingleton<IPipelineAuthorizer>(guests));
        await using var run = await server.Progress.StartAsync(
            new PipelineStart("p", "user-1"), TestContext.Current.CancellationToken);
        var walk = new WalkState("p");
        await TransportNames.Walk(transport, server).ReadAsync(walk, () => walk.State is not null);

        guests.Refuse();
        await server.Progress.RevokeAsync("user-2", "p", TestContext.Current.CancellationToken);

        Assert.Equal("not_found", await Refusal.OfAsync(transport, server, "user-2", "p"));
    }

    [Theory]
    [InlineData(TransportNames.Socket, "backplane_unavailable")]
    [InlineData(TransportNames.Events, "backplane_unavailable")]
    [InlineData(TransportNames.LongPoll, "503")]
    [InlineData(TransportNames.Polling, "503")]
    public async Task BackplaneAway_IsSaid(string transport, string refusal)
    {
        var line = new BackplaneLine();
        await using var server = await RealtimeServer.StartAsync(build: line.AddTo);
        line.IsAway = true;

        Assert.Equal(refusal, await Refusal.OfAsync(transport, server, "user-1", "p"));
    }

    /// <summary>The limit of what a connection may watch holds for one request too.</summary>
    [Fact]
    public async Task MoreThanTheLimit_IsRefusedByEach()
    {
        await using var server = await RealtimeServer.StartAsync(o => o.MaxSubscriptionsPerConnection = 1);
        await using var run = await server.Progress.StartAsync(
            new PipelineStart("a", "user-1"), TestContext.Current.CancellationToken);
        await using var socket = await WireClient.ConnectAsync(server);
        await socket.SendAsync(new { type = "subscribe_pipeline", pipeline_ids = new[] { "a", "b" } });
        await using var stream = await EventClient.OpenAsync(server, "?ids=a,b");
        using var http = new HttpClient
        {
            BaseAddress = server.Http, DefaultRequestHeaders = { { "X-USER-ID", "user-1" } },
        };
        using var polled = await http.PostAsJsonAsync(
            new Uri("/api/v1/pipelines/progress", UriKind.Relative),
            new { positions = new { a = (object?)null, b = (object?)null } }, TestContext.Current.CancellationToken);

        Assert.Equal("too_many_subscriptions", (string?)(await socket.ReceiveAsync("error"))["code"]);
        Assert.Equal("too_many_subscriptions", (string?)(await stream.ReceiveAsync("error"))["code"]);
        var answer = await polled.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken);
        Assert.Equal("a", (string?)Assert.Single(answer!["pipelines"]!.AsArray())!["pipeline_id"]);
        Assert.Equal("too_many_subscriptions", (string?)Assert.Single(answer["errors"]!.AsArray())!["code"]);
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
