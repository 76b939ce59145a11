using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Dpa.Realtime.FunctionalTests.Hosting;

namespace Dpa.Realtime.FunctionalTests.Protocol;

/// <summary>
/// A client that was written from the protocol page alone, in another language and without a library, agrees with the
/// vectors and with the server.
/// </summary>
public sealed class IndependentClientTests
{
    [Fact]
    public async Task Client_TheVectors_AllAgree()
    {
        var (code, output) = await RunAsync("--vectors", ProtocolFiles.PathOf("vectors", "merge.json"));

        Assert.True(code == 0, output);
    }

    [Fact]
    public async Task Client_TheVectorsStepByStep_AllAgree()
    {
        var (code, output) = await RunAsync("--steps", ProtocolFiles.PathOf("vectors", "merge-steps.json"));

        Assert.True(code == 0, output);
    }

    [Fact]
    public async Task Client_FollowingAPipeline_EndsAtTheServersStateWithEveryTransitionOnce()
    {
        await using var server = await RealtimeServer.StartAsync();
        using var counters = new Counters(server);
        var following = RunAsync("--follow", server.Http.ToString(), "user-1", "followed");
        while (counters["subscriptions"] == 0 && !following.IsCompleted) await Task.Yield();

        await using var run = await server.Progress.StartAsync(
            new PipelineStart("followed", "user-1") { Stages = [new("a", "甲", 2), new("b"), new("c")] },
            TestContext.Current.CancellationToken);
        while (counters["deliveries"] == 0 && !following.IsCompleted)
            await Task.Yield(); // it counts transitions from its first state on
        await WorkAsync(run, TestContext.Current.CancellationToken);
        var (code, output) = await following;

        Assert.True(code == 0, output);
        var result = JsonNode.Parse(output)!;
        var expected = JsonNode.Parse(run.State.ToUtf8Json())!;
        foreach (var field in new[] { "epoch", "version", "transition", "status", "overall_progress", "stages" })
            Assert.True(
                JsonNode.DeepEquals(expected[field], result["state"]![field]), $"{field}: {result["state"]![field]}");
        Assert.Equal(run.State.Transition, (long)result["raised"]!);
    }

    private static async Task WorkAsync(PipelineRun run, CancellationToken stop)
    {
        var a = await run.StartStageAsync("a", stop);
        var b = await run.StartStageAsync("b", stop);
        for (var i = 1; i <= 500; i++)
        {
            a.Report(i, 500, "页");
            b.Report(i / 5.0, "half");
            if (i % 50 == 0) await run.WarnAsync($"at {i}", stop);
        }

        await a.CompleteAsync(stop);
        await b.FailAsync(new ProgressError("broken", "It broke."), stop);
        await b.RetryAsync("again", stop);
        await b.CompleteAsync(stop);
        await run.CompleteAsync(stop);
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        if (!HasNode())
        {
            Assert.SkipUnless(
                Environment.GetEnvironmentVariable("DPA_REQUIRE_SERVICES") == "1",
                "The client runs on Node 20 or newer, which is not here: https://nodejs.org"
            );
            Assert.Fail("DPA_REQUIRE_SERVICES is set, and 'node' is not on the PATH.");
        }

        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Source());
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(WireClient.Limit * 2);
        try
        {
            var (output, error) = (
                process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output + await error);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    private static bool HasNode() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(p => File.Exists(Path.Combine(p, "node")) || File.Exists(Path.Combine(p, "node.exe")));

    private static string Source([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../eng/protocol-client/client.mjs"));
}
