using Dpa.Realtime.FunctionalTests.Hosting;

namespace Dpa.Realtime.FunctionalTests.Aot;

/// <summary>Run alone: the compiler takes every core.</summary>
[CollectionDefinition(nameof(AotTests), DisableParallelization = true)]
[Collection(nameof(AotTests))]
public sealed class AotTests
{
    [Fact]
    public async Task PublishAot_WithoutAWarning_ShowsStatesAndStops()
    {
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable("CI") == "true" || Environment.GetEnvironmentVariable("DPA_LONG") == "1",
            "It compiles for half a minute: ./test.sh --long, or .ci/run.");
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It is stopped by a signal of POSIX.");
        using var app = new NativeApp();

        var (code, output) = await app.PublishAsync();
        Assert.True(code == 0 && !output.Contains("warning", StringComparison.OrdinalIgnoreCase), output);
        Assert.Contains("Generating native code", output, StringComparison.Ordinal);
        await using var running = await app.StartAsync();
        var address = running.Http;

        await using (
            var client = await WireClient.ConnectAsync(
                new Uri($"ws://{address.Authority}/api/v1/ws/user-1"),
                greet: false))
        {
            // bound from the configuration without reflection
            Assert.Equal(7000, (int)(await client.ReceiveAsync("connection"))["heartbeat_interval_ms"]!);
            await client.SendAsync(new { type = "subscribe_pipeline", pipeline_id = "aot" });
            var first = await client.ReceiveAsync("pipeline_progress");
            Assert.Equal("processing", (string?)first["status"]);
            Assert.True((long?)(await client.ReceiveAsync("progress"))["done"] > 0);
        }

        using var http = new HttpClient { BaseAddress = address };
        http.DefaultRequestHeaders.Add("X-USER-ID", "user-1");
        Assert.Contains(
            "\"pipeline_id\":\"aot\"",
            await http.GetStringAsync(
                new Uri("/api/v1/pipelines/aot/progress", UriKind.Relative), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        Assert.Equal(
            "Healthy",
            await http.GetStringAsync(new Uri("/health", UriKind.Relative), TestContext.Current.CancellationToken));
        // the .NET client, native too
        Assert.Equal((0, "read Processing\nwatched Processing Live\n"), await app.FollowAsync(address));
        running.Terminate();
        Assert.Equal(0, await running.EndAsync(WireClient.Limit));
    }
}
