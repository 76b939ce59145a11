using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dpa.Realtime.Client;
using Microsoft.AspNetCore.Mvc.Testing;

namespace UsersOwn.Tests; // not of this library: the server's models are not in sight

public sealed class JobTests(WebApplicationFactory<Program> app) : IClassFixture<WebApplicationFactory<Program>>
{
    [Fact]
    public async Task Job_IsSeenToItsEndOverEveryTransport_ThoughALineIsCut()
    {
        using var http = app.CreateClient();
        http.DefaultRequestHeaders.Add("X-USER-ID", "user-1");
        using var answer = await http.PostAsync("/jobs", null);
        var job = await answer.Content.ReadFromJsonAsync<JsonObject>();
        await using var watching = await app.Server.WatchAsync((string)job!["pipeline_id"]!, user: "user-1");
        watching[Transport.WebSocket].Cut();
        foreach (var connection in watching)
            Assert.Equal(PipelineStatus.Completed, (await connection.EndAsync()).Status);
    }
}
