using System.Net;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.FunctionalTests.Guests;

/// <summary>What the archive holds is authorized before it is restored: whoever may not see it causes no write.</summary>
public sealed class ArchiveAccessTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Archived_AskedByAStranger_IsNotRestoredAndByItsOwnerIs()
    {
        await using var server = await RealtimeServer.StartAsync(build: b => b.AddPipelineArchive<Kept>());
        var backplane = server.Services.GetRequiredService<IBackplane>();
        await using var client = await WireClient.ConnectAsync(server, "stranger");

        Assert.Equal(HttpStatusCode.NotFound, await PollAsync(server, "stranger"));
        await client.SendAsync(new { type = "subscribe_pipeline", pipeline_id = "kept" });
        Assert.Equal("not_found", (string?)(await client.ReceiveAsync("error"))["code"]);
        Assert.Empty(await backplane.ReadAsync(["kept"], Ct));

        Assert.Equal(HttpStatusCode.OK, await PollAsync(server, "user-1"));
        Assert.Single(await backplane.ReadAsync(["kept"], Ct));
    }

    private static async Task<HttpStatusCode> PollAsync(RealtimeServer server, string userId)
    {
        using var http = new HttpClient { BaseAddress = server.Http };
        http.DefaultRequestHeaders.Add("X-USER-ID", userId);
        using var answer = await http.GetAsync(new Uri("/api/v1/pipelines/kept/progress", UriKind.Relative), Ct).WaitAsync(WireClient.Limit, Ct);
        return answer.StatusCode;
    }

    private sealed class Kept : IPipelineArchive
    {
        public ValueTask<PipelineState?> FindAsync(string pipelineId, CancellationToken cancellationToken) => new(pipelineId != "kept" ? null : new PipelineState
        {
            Id = pipelineId,
            Owner = "user-1",
            Position = new PipelinePosition("0190a000-0000-7000-8000-000000000001", 4),
            Status = PipelineStatus.Processing, // what has ended is shown as it was kept
        });
    }
}
