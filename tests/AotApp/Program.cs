using Dpa.Realtime;
using Dpa.Realtime.Redis;

// The libraries in a native binary: settings from the configuration, a run that goes on until the application stops,
// each way to watch it, and the client that does so. Not in the solution: the compiler package is large, and what
// matters is the publish, which AotTests does.
if (args is ["follow", var address])
{
    await Follower.FollowAsync(new Uri(address));
    return;
}

var builder = WebApplication.CreateSlimBuilder(args);
var realtime = builder.Services.AddDpaRealtime().AddTransitionHandler<LoggingHandler>();
if (builder.Configuration.GetConnectionString("Redis") is { } redis) realtime.AddRedisBackplane(redis);
builder.Services.AddOptions<DpaRealtimeOptions>().BindConfiguration("DpaRealtime");
var app = builder.Build();
app.MapDpaWebSocket();
app.MapDpaProgress();
app.MapHealthChecks("/health");
app.Lifetime.ApplicationStarted.Register(() =>
    _ = CountAsync(app.Services.GetRequiredService<IProgressNotifier>(), app.Lifetime.ApplicationStopping));
app.Run();

static async Task CountAsync(IProgressNotifier progress, CancellationToken stop)
{
    await using var run = await progress.StartAsync(
        new PipelineStart("aot", "user-1") { Stages = [new("count")] }, stop);
    await using var stage = await run.StartStageAsync("count", stop);
    for (var count = 1; !stop.IsCancellationRequested; count++)
    {
        stage.Report(count, of: 1_000_000, "steps");
        await Task.Delay(TimeSpan.FromMilliseconds(20), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}

internal sealed partial class LoggingHandler(ILogger<LoggingHandler> logger) : IPipelineTransitionHandler
{
    public ValueTask OnTransitionAsync(
        PipelineState state, PipelineTransition transition, CancellationToken cancellationToken)
    {
        Moved(logger, transition.Stage ?? state.Id, transition.To);
        return default;
    }

    [LoggerMessage(1, LogLevel.Information, "{What} is {Status}.")]
    private static partial void Moved(ILogger logger, string what, PipelineStatus status);
}
