using System.Diagnostics;
using System.Net;
using Dpa.Realtime.Faults.Guests;
using Dpa.Realtime.LoadTest.Peers;

namespace Dpa.Realtime.LoadTest.Guests;

/// <summary>
/// A node with the pipelines that others watch, those for which a guest misbehaves, and the producers of both.
/// </summary>
internal static class GuestServer
{
    public const int Pipelines = 10;
    public const int BadPipelines = 200;
    private const int ChangesPerSecond = 20; // of each pipeline
    private static readonly TimeSpan TroubleInterval = TimeSpan.FromMilliseconds(25);

    public static async Task RunAsync(int port, CancellationToken stop)
    {
        using var guest = new BadGuest(TimeProvider.System);
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { EnvironmentName = Environments.Development });
        builder.Logging.SetMinimumLevel(LogLevel.Critical);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        guest.AddTo(builder.Services);
        builder.Services.AddDpaRealtime(o =>
        {
            o.AllowAnonymous = true;
            o.MaxConnectionsPerUser = 1000;
            o.UserIdSelector = guest.SelectUser;
            // so that time limits pass within a phase
            o.CallbackTimeout = o.TransitionHandlerTimeout = TimeSpan.FromSeconds(1);
        });
        await using var app = builder.Build();
        app.MapDpaWebSocket();
        app.MapDpaProgress();
        app.MapPost("/guest", (string guestName, Misbehaviour how) => guest.Be(guestName, how));
        app.MapDelete("/guest", guest.LetGo);
        app.MapGet("/calls", () => guest.Calls);
        var progress = app.Services.GetRequiredService<IProgressNotifier>();
        var bad = await StartBadAsync(progress, stop);
        await app.StartAsync(stop);
        await Task.WhenAll(
            ProduceAsync(progress, stop), TransitionsAsync(bad, stop),
            CancelsAsync(progress, app.Services.GetRequiredService<IRunControl>(), guest, stop));
    }

    private static async Task<PipelineRun[]> StartBadAsync(IProgressNotifier progress, CancellationToken stop)
    {
        var bad = new PipelineRun[BadPipelines];
        for (var i = 0; i < BadPipelines; i++)
            bad[i] = await progress.StartAsync(new PipelineStart($"bad-{i}", "bad"), stop);
        var ended = await progress.StartAsync(
            new PipelineStart("bad-ended", "bad") { Controls = PipelineControls.Retry }, stop);
        await ended.FailAsync(new ProgressError("broken", "It broke."), stop);
        return bad;
    }

    /// <summary>Each change carries the moment in which it was due: what the node did late counts.</summary>
    private static async Task ProduceAsync(IProgressNotifier progress, CancellationToken stop)
    {
        var stages = new StageRun[Pipelines];
        for (var i = 0; i < Pipelines; i++)
            stages[i] = await (
                await progress.StartAsync(new PipelineStart($"load-{i}", $"user-{i}") { Stages = [new("s")] }, stop)
            ).StartStageAsync("s", stop);
        var (began, interval) = (Stopwatch.GetTimestamp(), Stopwatch.Frequency / (ChangesPerSecond * Pipelines));
        for (var step = 1L; ; step++)
        {
            var due = began + (step * interval);
            var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
            if (left > TimeSpan.Zero)
                await Task.Delay(left, stop);
            stages[step % Pipelines].Report(step, long.MaxValue / 4, "steps", ChangeStamp.Write(due));
        }
    }

    private static async Task TransitionsAsync(PipelineRun[] bad, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TroubleInterval);
        for (var i = 0; await timer.WaitForNextTickAsync(stop); i++)
            await bad[i % bad.Length].WarnAsync("a transition", stop);
    }

    private static async Task CancelsAsync(
        IProgressNotifier progress, IRunControl control, BadGuest guest, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TroubleInterval);
        for (var i = 0; await timer.WaitForNextTickAsync(stop); i++)
        {
            var run = await progress.StartAsync(
                new PipelineStart($"bad-cancelled-{i}", "bad") { Controls = PipelineControls.Cancel }, stop);
            run.CancelRequested.Register(guest.OnCancelRequested);
            await control.RequestAsync($"bad-cancelled-{i}", PipelineControls.Cancel, null, stop);
            await run.CompleteAsync(stop);
        }
    }
}
