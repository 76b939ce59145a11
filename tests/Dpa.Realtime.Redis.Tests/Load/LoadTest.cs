using System.Diagnostics;
using System.Globalization;
using Dpa.Realtime.Faults.Processes;
using Dpa.Realtime.Faults.Redis;
using Dpa.Realtime.Redis.Tests.Worlds;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Redis.Tests.Load;

[CollectionDefinition(nameof(LoadTest), DisableParallelization = true)]
public sealed class AloneOnTheMachine;

/// <summary>Many runs of one node on a real server of their own; what a test measures goes to its output.</summary>
[Collection(nameof(LoadTest))]
public abstract class LoadTest : IAsyncLifetime
{
    private ServerProcess? _neighbour;

    protected static bool IsLong => Environment.GetEnvironmentVariable("DPA_LONG") == "1";

    /// <summary>For everything that a test waits for: a busy machine of two processors takes minutes.</summary>
    protected static TimeSpan Limit => TimeSpan.FromMinutes(IsLong ? 10 : 3);

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    private protected RedisServer Server { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync() => Server = await RedisServer.StartAsync();

    public virtual async ValueTask DisposeAsync()
    {
        if (_neighbour is not null) await _neighbour.DisposeAsync();
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>One processor is taken by something else from here on, until the test ends.</summary>
    private protected void TakeOneProcessor() =>
        _neighbour = ServerProcess.Start("sh", ["-c", "while :; do :; done"], Path.GetTempPath());

    /// <summary>
    /// Running pipelines with one stage each. They are left without being disposed of: that would take as long as the
    /// test.
    /// </summary>
    private protected static async Task<(PipelineRun Run, StageRun Stage)[]> StartAsync(RealtimeHost host, int count)
    {
        var runs = new (PipelineRun, StageRun)[count];
        await Parallel.ForAsync(
            0, count, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = Ct },
            async (i, ct) =>
            {
                var run = await host.Notifier.StartAsync(
                    new PipelineStart($"p{i}", $"user-{i % 1000}") { Stages = [new("a")] }, ct);
                runs[i] = (run, await run.StartStageAsync("a", ct));
            });
        return runs;
    }

    /// <summary>
    /// What the server was asked since its statistics were last reset, commands inside scripts included.
    /// </summary>
    private protected async Task<long> CommandsAsync()
    {
        var lines = (await Server.CommandAsync("INFO", "commandstats")).Split("\r\n");
        return lines.Where(l => l.StartsWith("cmdstat_", StringComparison.Ordinal))
            .Sum(l => long.Parse(l.Split("calls=")[1].Split(',')[0], CultureInfo.InvariantCulture));
    }

    private protected async Task ForgetCommandsAsync() => await Server.CommandAsync("CONFIG", "RESETSTAT");

    /// <summary>Lines that an operator sees.</summary>
    private protected static string[] Said(RealtimeHost host) =>
        [.. host.Lines.All.Where(l => l.Level >= LogLevel.Information).Select(l => l.Text)];

    private protected static TimeSpan Cpu() => Process.GetCurrentProcess().TotalProcessorTime;

    private protected static void Write(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
