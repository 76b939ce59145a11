using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dpa.Realtime.FunctionalTests.Hosting;

namespace Dpa.Realtime.FunctionalTests.Connections;

/// <summary>A server that stops: everybody is told when to come back, closed with 1012, and nobody is cut.</summary>
[Collection(nameof(StalledReaderTests))]
public sealed class DrainTests
{
    private const int Clients = 2000;
    private const int ConnectionsPerUser = 10;
    private const int Watchers = 20;
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(20); // the default of DpaRealtimeOptions
    // asked back over its second half, 400 a second
    private static readonly TimeSpan Spread = TimeSpan.FromSeconds(2 * Clients / 400.0);

    [Fact]
    public async Task Sigterm_WithTwoThousandClients_AllAreAskedBackAndClosedWith1012AndTheProcessEndsInTime()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It is stopped by a signal of POSIX.");
        await using var server = await ServerProcess.StartAsync(
            "dotnet", ServerProcess.PathOf("Quickstart", "Quickstart.dll"), "--environment=Production",
            "--Logging:LogLevel:Default=Warning", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information");
        var clients = await Task.WhenAll(
            Enumerable
                .Range(0, Clients)
                .Select(i => RawClient.ConnectAsync(server.Http, $"user-{i / ConnectionsPerUser}")));
        using var http = new HttpClient { BaseAddress = server.Http };
        await WatchAsync(http, clients);
        var clock = Stopwatch.StartNew();
        var ends = clients.Select(c => DrainEnd.ReadAsync(c, clock)).ToArray();

        server.Terminate();
        await Task.WhenAny(ends); // the drain is under way, and lasts for seconds
        http.DefaultRequestHeaders.Add("X-USER-ID", "late");
        using var late = await http.GetAsync(
            new Uri("/api/v1/pipelines/events?user=me", UriKind.Relative), TestContext.Current.CancellationToken);
        var all = await Task.WhenAll(ends);
        var code = await server.EndAsync(DrainTime);

        Assert.Equal(0, code);
        Assert.InRange(clock.Elapsed, Spread / 2, DrainTime);
        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, true), (late.StatusCode, late.Headers.RetryAfter?.Delta > TimeSpan.Zero)
        );
        Assert.All(all, e => Assert.Equal((1, 1012), (e.Asked, e.Code)));
        Assert.All(all, e => Assert.InRange(e.AfterMs, 500, (Spread.TotalMilliseconds + 1000) * 1.01));
        // what the work said at its end came before
        Assert.All(all[..Watchers], e => Assert.Equal("cancelled", e.LastStatus));
        AssertSpread(all);
        foreach (var client in clients) await client.DisposeAsync();
    }

    /// <summary>A job of the sample's for each of the first users, watched by all of that user's clients.</summary>
    private static async Task WatchAsync(HttpClient http, RawClient[] clients)
    {
        for (var user = 0; user < Watchers / ConnectionsPerUser; user++)
        {
            using var job = new HttpRequestMessage(HttpMethod.Post, new Uri("/jobs", UriKind.Relative))
            {
                Headers = { { "X-USER-ID", $"user-{user}" } },
            };
            using var answer = await http.SendAsync(job, TestContext.Current.CancellationToken);
            var id = (string)
                (await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))![
                    "pipeline_id"
                ]!;
            foreach (var client in clients[(user * ConnectionsPerUser)..((user + 1) * ConnectionsPerUser)])
            {
                await client.SendTextAsync($"{{\"type\":\"subscribe_pipeline\",\"pipeline_id\":\"{id}\"}}");
                await client.ReadTextAsync("subscription_confirmed");
            }
        }
    }

    /// <summary>
    /// 400 a second: no half of the time in which they are closed has nearly all of them, and no tenth of the time in
    /// which they are asked back three tenths.
    /// </summary>
    private static void AssertSpread(DrainEnd[] ends)
    {
        var lastBack = ends.Max(e => e.AfterMs);
        Assert.All(ends.CountBy(e => e.AfterMs * 10 / (lastBack + 1)), tenth =>
            Assert.InRange(tenth.Value, 0, ends.Length * 3 / 10));
        var (first, last) = (ends.Min(e => e.At), ends.Max(e => e.At));
        Assert.True(last - first > Spread * 0.4, $"All were closed within {last - first}.");
        Assert.InRange(ends.Count(e => e.At < first + ((last - first) / 2)), ends.Length / 10, ends.Length * 9 / 10);
    }
}
