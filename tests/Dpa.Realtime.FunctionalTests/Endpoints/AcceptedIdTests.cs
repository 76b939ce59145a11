using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Json.Nodes;
using Dpa.Realtime.Connections;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.FunctionalTests.Endpoints;

/// <summary><c>Results.Extensions.Accepted(id)</c>: the id may be anybody's.</summary>
public sealed class AcceptedIdTests : AcceptedTest
{
    [Theory]
    [InlineData("queued", HttpStatusCode.Accepted, "processing")]
    [InlineData("unknown", HttpStatusCode.Accepted, "pending")]
    public async Task Accepted_OfAnId_SaysWhatIsKnownOfIt(string id, HttpStatusCode status, string word)
    {
        await using var server = await StartAsync();
        using var http = Client(server);
        await using var run = await server.Progress.StartAsync(new PipelineStart("queued", "user-1"), Ct);

        using var answer = await http.PostAsync(new Uri($"/queue/{id}", UriKind.Relative), null, Ct);
        var body = (await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!;

        Assert.Equal((status, word), (answer.StatusCode, (string?)body["status"]));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("wait=1", false)]
    [InlineData("wait=1", true)]
    public async Task Accepted_OfAnIdOfAnotherUser_LooksUnknown(string? prefer, bool isEnded)
    {
        await using var server = await StartAsync();
        using var http = Client(server);
        await using var run = await server.Progress.StartAsync(new PipelineStart("queued", "user-2"), Ct);
        if (isEnded) await run.CompleteAsync("Secret", Ct);

        using var foreign = await PostAsync(http, prefer ?? "", "queued", path: "queue");
        using var unknown = await PostAsync(http, prefer ?? "", "unknown", path: "queue");

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (foreign.StatusCode, unknown.StatusCode));
        Assert.Equal(
            (await unknown.Content.ReadAsStringAsync(Ct)).Replace("unknown", "queued", StringComparison.Ordinal),
            await foreign.Content.ReadAsStringAsync(Ct));
        Assert.Equal(Applied(unknown), Applied(foreign));
    }

    [Fact]
    public async Task Accepted_OfAnIdThatHasNotStarted_IsWaitedForToItsEnd()
    {
        await using var server = await StartAsync();
        using var http = Client(server);

        var answering = PostAsync(http, "wait=60", "later", path: "queue");
        await WatchedAsync(server);
        await using var run = await server.Progress.StartAsync(new PipelineStart("later", "user-1"), Ct);
        await run.CompleteAsync("Done", Ct);
        using var answer = await answering;

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("Done", (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["message"]);
    }

    [Fact]
    public async Task Accepted_OfAnIdWithoutACaller_IsPendingAtOnce()
    {
        await using var server = await StartAsync();
        using var http = new HttpClient { BaseAddress = server.Http };
        await using var run = await server.Progress.StartAsync(new PipelineStart("queued", "user-1"), Ct);

        using var answer = await PostAsync(http, "wait=60", "queued", path: "queue");

        Assert.Equal("pending", (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["status"]);
        Assert.Null(Applied(answer));
    }
}
