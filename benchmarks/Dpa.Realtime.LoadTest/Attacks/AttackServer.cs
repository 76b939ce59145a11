using System.Diagnostics;
using System.Diagnostics.Metrics;
using Dpa.Realtime.LoadTest.Peers;
using Dpa.Realtime.LoadTest.Producing;

namespace Dpa.Realtime.LoadTest.Attacks;

/// <summary>
/// A node with the attacker's pipelines, those of a crowd, and one of another user, in which something changes a
/// hundred times a second: its subscriber is the one who is to notice nothing.
/// </summary>
internal static class AttackServer
{
    public const string Victim = "victim";
    public const string VictimUser = "other";
    private const int Crowd = 10_000;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private static long s_step; // the last that was reported
    private static double s_cost; // of clients' messages, as the node estimates it

    public static async Task RunAsync(CancellationToken stop)
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { EnvironmentName = Environments.Development });
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        builder.Services.AddDpaRealtime(o => o.AllowAnonymous = true).AddPipelineArchive<EmptyArchive>();
        using var costs = ListenToCosts();
        await using var app = builder.Build();
        app.MapDpaWebSocket();
        app.MapDpaProgress();
        app.MapGet("/memory", MemoryReport.Take);
        app.MapGet("/step", () => Interlocked.Read(ref s_step));
        app.MapGet("/cpu", () => Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds);
        app.MapGet("/cost", () => Volatile.Read(ref s_cost));
        var progress = app.Services.GetRequiredService<IProgressNotifier>();
        foreach (var attack in AttackKinds.Names)
            foreach (var id in AttackKinds.Held(attack))
                await StartLargeAsync(progress, id, AttackKinds.UserOf(attack), stop);
        for (var i = 0; i < Crowd; i++)
            await progress.StartAsync(new PipelineStart($"crowd{i}", $"crowd{i % 100}"), stop);
        await app.StartAsync(stop);
        Console.WriteLine($"Now listening on: {app.Urls.Single()}");
        await ProduceAsync(progress, stop);
    }

    private static MeterListener ListenToCosts()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name == "dpa.realtime.clients.cost") listener.EnableMeasurementEvents(instrument);
            },
        };
        var adding = new Lock();
        listener.SetMeasurementEventCallback<double>((_, seconds, _, _) =>
        {
            lock (adding) s_cost += seconds;
        });
        listener.Start();
        return listener;
    }

    private static async Task StartLargeAsync(
        IProgressNotifier progress, string id, string user, CancellationToken stop)
    {
        var stages = Enumerable.Range(0, 150).Select(s => new StageDefinition($"s{s}", new string('n', 150)));
        await progress.StartAsync(
            new PipelineStart(id, user) { Stages = [.. stages], Controls = PipelineControls.Cancel }, stop);
    }

    /// <summary>Each change carries the moment in which it was due: what the node did late counts.</summary>
    private static async Task ProduceAsync(IProgressNotifier progress, CancellationToken stop)
    {
        await using var run = await progress.StartAsync(
            new PipelineStart(Victim, VictimUser) { Stages = [new("s")] }, stop);
        await using var stage = await run.StartStageAsync("s", stop);
        var (began, step) = (Stopwatch.GetTimestamp(), 0L);
        try
        {
            while (true)
            {
                var due = began + (long)(++step * Interval.TotalSeconds * Stopwatch.Frequency);
                var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
                if (left > TimeSpan.Zero)
                    await Task.Delay(left, stop);
                stage.Report(step, long.MaxValue / 4, "steps", ChangeStamp.Write(due));
                Interlocked.Exchange(ref s_step, step);
            }
        }
        catch (OperationCanceledException)
        {
            // The end of the run.
        }
    }

    /// <summary>Knows nothing, after a moment.</summary>
    private sealed class EmptyArchive : IPipelineArchive
    {
        public async ValueTask<PipelineState?> FindAsync(string pipelineId, CancellationToken cancellationToken)
        {
            await Task.Yield();
            return null;
        }
    }
}
