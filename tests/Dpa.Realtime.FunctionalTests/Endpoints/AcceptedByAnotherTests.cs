using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Json.Nodes;
using Dpa.Realtime.Connections;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.FunctionalTests.Endpoints;

/// <summary>
/// <c>Results.Extensions.Accepted(run)</c> for a caller who is not the run's owner, such as a colleague or a service:
/// the wait is the caller's, and so is the permission.
/// </summary>
public sealed class AcceptedByAnotherTests : AcceptedTest
{
    private const string Caller = "user-2"; // the runs are user-1's

    [Fact]
    public async Task End_ThatTheCallerMaySee_IsShownAndIsOneOfTheCallersHeldAnswers()
    {
        await using var server = await StartAsync(new Guests());
        using var http = Client(server);
        using var owners = new Held(server.Services.GetRequiredService<UserBudgets>().Of("user-1"));

        var answering = PostAsync(http, "wait=60");
        await WatchedAsync(server);
        var held = server.Services.GetRequiredService<UserBudgets>().Of(Caller).Held;
        await server.Services.GetRequiredService<Runs>().Of("a").CompleteAsync("Done", Ct);
        using var answer = await answering;

        Assert.Equal(1, held);
        Assert.Equal((HttpStatusCode.OK, "wait=60"), (answer.StatusCode, Applied(answer)));
        Assert.Equal("Done", (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["message"]);
    }

    [Fact]
    public async Task Revoked_WhileItWaits_ShowsNothingThatCameAfter()
    {
        var guests = new Guests();
        await using var server = await StartAsync(guests);
        using var http = Client(server);

        var answering = PostAsync(http, "wait=5");
        await WatchedAsync(server);
        guests.Refuse();
        await server.Progress.RevokeAsync(Caller, "a", Ct);
        await server.Services.GetRequiredService<Runs>().Of("a").CompleteAsync("Secret", Ct);
        using var answer = await answering;

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("processing", (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["status"]);
    }

    [Fact]
    public async Task SignedOut_WhileItWaits_IsAnsweredThen()
    {
        await using var server = await StartAsync(new Guests());
        using var http = Client(server);

        var answering = PostAsync(http, "wait=60");
        await WatchedAsync(server);
        await server.Services.GetRequiredService<IConnectionCloser>().CloseUserAsync(Caller, cancellationToken: Ct);
        // Not before: nobody ends it by mistake, and so it would be held for the whole minute.
        await server.Services.GetRequiredService<Runs>().Of("a").CompleteAsync("Secret", Ct);
        using var answer = await answering;

        Assert.Equal((HttpStatusCode.Accepted, null), (answer.StatusCode, Applied(answer)));
    }

    [Fact]
    public async Task OwnerSignedOut_WhileItWaits_IsNoMatterOfTheCallers()
    {
        await using var server = await StartAsync(new Guests());
        using var http = Client(server);

        var answering = PostAsync(http, "wait=60");
        await WatchedAsync(server);
        await server.Services.GetRequiredService<IConnectionCloser>().CloseUserAsync("user-1", cancellationToken: Ct);
        await server.Services.GetRequiredService<Runs>().Of("a").CompleteAsync("Done", Ct);
        using var answer = await answering;

        Assert.Equal((HttpStatusCode.OK, "wait=60"), (answer.StatusCode, Applied(answer)));
    }

    [Fact]
    public async Task IdentityThatEnds_WhileItWaits_IsAnsweredThen()
    {
        var end = DateTimeOffset.UtcNow.AddSeconds(5).ToUnixTimeSeconds();
        await using var server = await StartAsync(new Guests(), app => app.Use((http, next) =>
        {
            http.User = new ClaimsPrincipal(new ClaimsIdentity([new("sub", Caller), new("exp", $"{end}")], "test"));
            return next(http);
        }));
        using var http = new HttpClient { BaseAddress = server.Http };

        using var answer = await PostAsync(http, "wait=60");

        Assert.Equal((HttpStatusCode.Accepted, null), (answer.StatusCode, Applied(answer)));
    }

    [Fact]
    public async Task CallerWhoMayNotSeeTheRun_IsAnsweredAtOnce()
    {
        await using var server = await StartAsync();
        using var http = Client(server);

        using var answer = await PostAsync(http, "wait=60");

        Assert.Equal((HttpStatusCode.Accepted, null), (answer.StatusCode, Applied(answer)));
    }

    [Theory]
    [InlineData(null)] // nobody
    [InlineData(Caller)]
    public async Task EndOfARun_ThatTheCallerMayNotSee_IsNotShownAsAWhole(string? caller)
    {
        await using var server = await StartAsync(static app =>
        {
            app.MapDpaProgress();
            app.MapPost("/disposed/{id}", static async (string id, IProgressNotifier progress) =>
            {
                await using var run = await progress.StartAsync(new PipelineStart(id, "user-1") { Name = "Secret" });
                return Results.Extensions.Accepted(run);
            });
        });
        using var http = new HttpClient { BaseAddress = server.Http };
        if (caller is not null) http.DefaultRequestHeaders.Add("X-USER-ID", caller);

        using var answer = await PostAsync(http, "wait=60", path: "disposed");

        Assert.Equal((HttpStatusCode.Accepted, null), (answer.StatusCode, Applied(answer)));
        Assert.DoesNotContain("Secret", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    private static Task<RealtimeServer> StartAsync(Guests guests, Action<WebApplication>? before = null) =>
        StartAsync(before: before, build: b => b.Services.AddSingleton<IPipelineAuthorizer>(guests));

    private static new HttpClient Client(RealtimeServer server)
    {
        var http = new HttpClient { BaseAddress = server.Http };
        http.DefaultRequestHeaders.Add("X-USER-ID", Caller);
        return http;
    }
}
