using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.FunctionalTests.Endpoints;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.FunctionalTests.Guests;

/// <summary>
/// What the archive holds is authorized before it is restored: whoever may not see it causes no write. What has ended
/// is shown as it was kept, and never restored.
/// </summary>
public sealed class ArchiveAccessTests
{
    private const string Epoch = "0190a000-0000-7000-8000-000000000001";

    public static TheoryData<string> Transports => [.. TransportNames.All];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Archived_AskedByAStranger_IsNotRestoredAndByItsOwnerIs(string transport)
    {
        await using var server = await StartAsync();
        var backplane = server.Services.GetRequiredService<IBackplane>();

        Assert.Null(await SeeAsync(transport, server, "stranger", "kept"));
        Assert.Empty(await backplane.ReadAsync(["kept"], Ct));

        Assert.NotNull(await SeeAsync(transport, server, "user-1", "kept"));
        Assert.Single(await backplane.ReadAsync(["kept"], Ct));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task ArchivedEnd_AskedByItsOwner_IsShownAtItsPositionAndNotRestored(string transport)
    {
        await using var server = await StartAsync();
        var backplane = server.Services.GetRequiredService<IBackplane>();

        Assert.Null(await SeeAsync(transport, server, "stranger", "ended"));
        for (var i = 0; i < 2; i++) // however often
        {
            var state = Assert.IsType<JsonObject>(await SeeAsync(transport, server, "user-1", "ended"));
            Assert.Equal(
                ("completed", Epoch, 4), ((string?)state["status"], (string?)state["epoch"], (int)state["version"]!));
            Assert.Empty(await backplane.ReadAsync(["ended"], Ct));
        }
    }

    private static Task<RealtimeServer> StartAsync() =>
        RealtimeServer.StartAsync(build: b => b.AddPipelineArchive<Kept>());

    /// <summary>The state that is shown; null where there is said to be none.</summary>
    private static Task<JsonObject?> SeeAsync(
        string transport, RealtimeServer server, string userId, string pipelineId) =>
        transport switch
        {
            TransportNames.Socket => SubscribeAsync(server, userId, pipelineId),
            TransportNames.Events => StreamAsync(server, userId, pipelineId),
            TransportNames.LongPoll => PollAsync(server, userId, $"{pipelineId}/progress?wait=1"),
            _ => PollManyAsync(server, userId, pipelineId),
        };

    private static async Task<JsonObject?> SubscribeAsync(RealtimeServer server, string userId, string pipelineId)
    {
        await using var client = await WireClient.ConnectAsync(server, userId);
        await client.SendAsync(new { type = "subscribe_pipeline", pipeline_id = pipelineId });
        return Shown((await client.ReceiveUntilAsync(f => (string?)f["type"] is "pipeline_progress" or "error"))[^1]);
    }

    private static async Task<JsonObject?> StreamAsync(RealtimeServer server, string userId, string pipelineId)
    {
        await using var client = await EventClient.OpenAsync(server, $"?ids={pipelineId}", userId);
        return Shown(await client.ReceiveUntilAsync(f => (string?)f["type"] is "pipeline_progress" or "error"));
    }

    private static JsonObject? Shown(JsonObject frame)
    {
        if ((string?)frame["type"] == "error") Assert.Equal("not_found", (string?)frame["code"]);
        return (string?)frame["type"] == "error" ? null : frame;
    }

    private static async Task<JsonObject?> PollAsync(RealtimeServer server, string userId, string path)
    {
        using var http = Http(server, userId);
        using var answer = await http.GetAsync(new Uri($"/api/v1/pipelines/{path}", UriKind.Relative), Ct)
            .WaitAsync(WireClient.Limit, Ct);
        if (answer.StatusCode == HttpStatusCode.NotFound)
            return null;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonObject>(Ct);
    }

    private static async Task<JsonObject?> PollManyAsync(RealtimeServer server, string userId, string pipelineId)
    {
        using var http = Http(server, userId);
        var held = new { positions = new Dictionary<string, object?> { [pipelineId] = null, ["nothing"] = null } };
        using var answer = await http.PostAsJsonAsync(new Uri("/api/v1/pipelines/progress", UriKind.Relative), held, Ct)
            .WaitAsync(WireClient.Limit, Ct);
        var body = await answer.Content.ReadFromJsonAsync<JsonObject>(Ct);
        return body!["pipelines"]!.AsArray().SingleOrDefault()?.AsObject();
    }

    private static HttpClient Http(RealtimeServer server, string userId)
    {
        var http = new HttpClient { BaseAddress = server.Http };
        http.DefaultRequestHeaders.Add("X-USER-ID", userId);
        return http;
    }

    private sealed class Kept : IPipelineArchive
    {
        public ValueTask<PipelineState?> FindAsync(string pipelineId, CancellationToken cancellationToken) =>
            new(
                pipelineId is not ("kept" or "ended")
                    ? null
                    : new PipelineState
                    {
                        Id = pipelineId, Owner = "user-1", Position = new PipelinePosition(Epoch, 4),
                        Status = pipelineId == "kept" ? PipelineStatus.Processing : PipelineStatus.Completed,
                    });
    }
}
