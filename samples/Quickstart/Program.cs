using Dpa.Realtime;
using Dpa.Realtime.Redis;

var builder = WebApplication.CreateBuilder(args);
var realtime = builder.Services.AddDpaRealtime(o => o.AllowAnonymous = true); // a demonstration: the user is who the caller says it is
if (builder.Configuration.GetConnectionString("Redis") is { Length: > 0 } redis) realtime.AddRedisBackplane(redis); // two of it on two ports are one
var app = builder.Build();
app.UseFileServer();
app.MapDpaWebSocket();
app.MapDpaProgress();
app.MapPost("/jobs", async (HttpRequest request, IProgressNotifier progress) =>
{
    if (request.Headers["X-USER-ID"].FirstOrDefault() is not { Length: > 0 } user)
        return Results.Problem("Say who you are in the header X-USER-ID.", statusCode: StatusCodes.Status401Unauthorized);
    var stages = new StageDefinition[] { new("fetch", "下载 Fetch"), new("convert", "转换 Convert", weight: 3), new("publish", "发布 Publish") };
    var run = await progress.StartAsync(new PipelineStart(Guid.CreateVersion7().ToString(), user) { Stages = stages }, app.Lifetime.ApplicationStopping);
    _ = WorkAsync(run, stages, app.Lifetime.ApplicationStopping);
    return Results.Ok(new { pipeline_id = run.Id });
});
app.Run();

static async Task WorkAsync(PipelineRun run, StageDefinition[] stages, CancellationToken stop)
{
    await using var ending = run; // leaving without CompleteAsync marks the pipeline failed or cancelled
    foreach (var definition in stages)
    {
        await using var stage = await run.StartStageAsync(definition.Id, stop);
        var steps = (int)definition.Weight * 20;
        for (var step = 1; step <= steps; step++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), stop); // the work
            stage.Report(step, of: steps, "steps");
        }
    }
    await run.CompleteAsync(stop);
}
