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

/// <summary><c>Results.Extensions.Accepted(run)</c>: what the request that started a pipeline is answered.</summary>
public sealed class AcceptedTests : AcceptedTest
{
    [Fact]
    public async Task Accepted_WithoutPrefer_Is202WithTheAddressOfTheProgress()
    {
        await using var server = await StartAsync();
        using var http = Client(server);

        using var answer = await http.PostAsync(new Uri("/jobs/a:1", UriKind.Relative), null, Ct);
        var body = (await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!;

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(2), answer.Headers.RetryAfter!.Delta);
        Assert.False(answer.Headers.Contains("Preference-Applied"));
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
        Assert.Equal(
            ["overall_progress", "pipeline_id", "progress", "status"],
            body.Select(static p => p.Key).Order(StringComparer.Ordinal));
        Assert.Equal(("a:1", "processing"), ((string?)body["pipeline_id"], (string?)body["status"]));
        Assert.Equal(answer.Headers.Location!.OriginalString, (string?)body["progress"]);
        var state = await http.GetFromJsonAsync<JsonObject>(answer.Headers.Location, Ct);
        Assert.Equal("a:1", (string?)state!["pipeline_id"]);
    }

    [Fact]
    public async Task Accepted_UnderAPathBaseInAGroup_NamesTheAddressAsTheCallerSeesIt()
    {
        await using var server = await StartAsync(
            static app => app.MapGroup("/tenants/{tenant}").MapDpaProgress(),
            static app => app.UsePathBase("/app"), "/tenants/{tenant}/jobs/{id}");
        using var http = Client(server);

        using var answer = await http.PostAsync(new Uri("/app/tenants/t1/jobs/a", UriKind.Relative), null, Ct);

        Assert.Equal("/app/tenants/t1/api/v1/pipelines/a/progress", answer.Headers.Location!.OriginalString);
        using var progress = await http.GetAsync(answer.Headers.Location, Ct);
        Assert.Equal(HttpStatusCode.OK, progress.StatusCode);
    }

    [Fact]
    public async Task Accepted_ThatEndsWithinTheWait_Is200WithTheEnd()
    {
        await using var server = await StartAsync();
        using var http = Client(server);

        var answering = PostAsync(http, "respond-async, wait=30");
        await WatchedAsync(server);
        await server.Services.GetRequiredService<Runs>().Of("a").CompleteAsync("Done", Ct);
        using var answer = await answering;
        var state = (await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!;

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("wait=30", answer.Headers.GetValues("Preference-Applied").Single());
        Assert.Equal("/api/v1/pipelines/a/progress", answer.Content.Headers.ContentLocation!.OriginalString);
        Assert.Equal(("completed", "Done"), ((string?)state["status"], (string?)state["message"]));
        Assert.Equal($"\"{state["epoch"]}:{state["version"]}\"", answer.Headers.ETag!.Tag);
        Assert.Null(answer.Headers.Location);
    }

    [Fact]
    public async Task Accepted_ThatDoesNotEndWithinTheWait_Is202WithTheNewestState()
    {
        await using var server = await StartAsync();
        using var http = Client(server);

        using var answer = await PostAsync(http, "wait=1");
        var body = (await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!;

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("wait=1", answer.Headers.GetValues("Preference-Applied").Single());
        Assert.Equal("processing", (string?)body["status"]);
    }

    [Fact]
    public async Task Accepted_WithNoHeldRequestLeft_Is202AtOnce()
    {
        await using var server = await StartAsync(options: static o => o.MaxHeldRequestsPerUser = 1);
        using var http = Client(server);
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var held = PostAsync(http, "wait=60", "first", gone.Token);
        await WatchedAsync(server);

        using var second = await PostAsync(http, "wait=60", "second");
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held);
        await FreeAsync(server);

        Assert.Equal(HttpStatusCode.Accepted, second.StatusCode);
        Assert.False(second.Headers.Contains("Preference-Applied"));
    }

    [Fact]
    public async Task Accepted_WhoseOwnerIsSignedOutWhileItWaits_ShowsNothingThatCameAfter()
    {
        await using var server = await StartAsync();
        using var http = Client(server);

        var answering = PostAsync(http, "wait=60");
        await WatchedAsync(server);
        await server.Services.GetRequiredService<IConnectionCloser>().CloseUserAsync("user-1", cancellationToken: Ct);
        using var answer = await answering;

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Preference-Applied"));
    }

    [Fact]
    public async Task Accepted_WhileTheNodeStops_IsAnswered()
    {
        await using var server = await StartAsync();
        using var http = Client(server);

        var answering = PostAsync(http, "wait=60");
        await WatchedAsync(server);
        var stopping = server.StopAsync();
        using var answer = await answering;
        await stopping;

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    [Fact]
    public async Task Accepted_WhoseCallersIdentityEndsWhileItWaits_IsAnsweredThen()
    {
        var end = DateTimeOffset.UtcNow.AddSeconds(3).ToUnixTimeSeconds();
        await using var server = await StartAsync(before: app => app.Use((http, next) =>
        {
            http.User = new ClaimsPrincipal(new ClaimsIdentity([new("sub", "user-1"), new("exp", $"{end}")], "test"));
            return next(http);
        }));
        using var http = new HttpClient { BaseAddress = server.Http };

        using var answer = await PostAsync(http, "wait=60");

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Null(Applied(answer));
    }

    /// <summary>An <c>await using</c> in the endpoint itself ends the run before the answer is written.</summary>
    [Theory]
    [InlineData("", HttpStatusCode.Accepted)]
    [InlineData("wait=60", HttpStatusCode.OK)]
    public async Task Accepted_OfARunThatWasDisposedBefore_IsItsEnd(string prefer, HttpStatusCode status)
    {
        await using var server = await StartAsync(static app =>
        {
            app.MapDpaProgress();
            app.MapPost("/disposed/{id}", static async (string id, IProgressNotifier progress) =>
            {
                await using var run = await progress.StartAsync(new PipelineStart(id, "user-1"));
                return Results.Extensions.Accepted(run);
            });
        }, options: static o => o.MaxHeldRequestsPerUser = 1);
        using var http = Client(server);
        using var budget = new Held(server.Services.GetRequiredService<UserBudgets>().Of("user-1"));

        using var answer = await PostAsync(http, prefer, path: "disposed");

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("failed", (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["status"]);
    }

    [Fact]
    public void Accepted_OfAnAddress_SaysThatAnIdIsMeant() =>
        Assert.Throws<ArgumentException>(() => Results.Extensions.Accepted("/api/v1/pipelines/a/progress"));

    [Fact]
    public async Task Accepted_IsDescribedToOpenApi()
    {
        await using var server = await StartAsync(static app =>
        {
            app.MapDpaProgress();
            app.MapOpenApi();
        });
        using var http = Client(server);

        var document = (await http.GetFromJsonAsync<JsonObject>("/openapi/v1.json", Ct))!;

        var responses = document["paths"]!["/queue/{id}"]!["post"]!["responses"]!.AsObject();
        Assert.Equal(["200", "202"], responses.Select(static r => r.Key).Order(StringComparer.Ordinal));
        var reference = (string)responses["202"]!["content"]!["application/json"]!["schema"]!["$ref"]!;
        var schema = document["components"]!["schemas"]![reference.Split('/')[^1]]!;
        Assert.Equal(
            ["overall_progress", "pipeline_id", "progress", "status"],
            schema["properties"]!.AsObject().Select(static p => p.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Accepted_WithoutProgressEndpoints_SaysWhichLineIsMissing()
    {
        string? said = null;
        await using var server = await StartAsync(static _ => { }, app => app.Use(async (_, next) =>
        {
            try
            {
                await next();
            }
            catch (InvalidOperationException e)
            {
                said = e.Message;
            }
        }));
        using var http = Client(server);

        using var answer = await http.PostAsync(new Uri("/jobs/a", UriKind.Relative), null, Ct);

        Assert.Contains("app.MapDpaProgress();", said, StringComparison.Ordinal);
    }
}
