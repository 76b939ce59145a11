using Dpa.Realtime;
using Dpa.Realtime.Client;

namespace FromSignalR;

/// <summary>The same job as a pipeline: no group, no table, no GET, no code for reconnects.</summary>
internal static class After
{
    public static void Add(WebApplicationBuilder builder) =>
        builder.Services.AddDpaRealtime(o => o.AllowAnonymous = true); // a demonstration: without sign-in

    public static void Map(WebApplication app)
    {
        app.MapDpaWebSocket();
        app.MapDpaProgress();
    }

    /// <summary>The worker.</summary>
    public static async Task WorkAsync(IServiceProvider services, string job, Job work, CancellationToken stop)
    {
        var progress = services.GetRequiredService<IProgressNotifier>();
        await using var run = await progress.StartAsync(
            new PipelineStart(job, "user-1") { Stages = [new("fetch"), new("convert")] }, stop);
        var stage = await run.StartStageAsync("fetch", stop);
        await work.RunAsync(
            (_, percent) =>
            {
                stage.Report(percent);
                return Task.CompletedTask;
            },
            async ended =>
            {
                await stage.CompleteAsync(stop);
                if (ended == "fetch") stage = await run.StartStageAsync("convert", stop);
            },
            stop);
        await run.CompleteAsync(stop);
    }

    /// <summary>The page.</summary>
    public static async Task FollowAsync(Uri address, string job, Seen seen, CancellationToken stop)
    {
        await using var client = new RealtimeClient(new RealtimeClientOptions
        {
            Address = address, UserId = "user-1", BackoffBase = TimeSpan.FromSeconds(0.2),
        });
        client.TransitionRaised += (_, raised) =>
        {
            if (raised.Transition is { Stage: { } stage, To: Dpa.Realtime.Client.PipelineStatus.Completed })
                seen.Completed(stage);
        };
        client.Start();
        await foreach (var state in client.WatchAsync(job, new WatchOptions { Wait = true }, stop))
        {
            seen.Progress((int)state.OverallProgress);
            if (!state.IsEnded) continue;
            seen.End("completed");
            return;
        }
    }
}
