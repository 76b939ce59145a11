using Dpa.Realtime;
using Dpa.Realtime.Redis;
using Quickstart;

var builder = WebApplication.CreateBuilder(args);
// A demonstration: the user is whoever the caller claims to be.
var realtime = builder.Services.AddDpaRealtime(o => o.AllowAnonymous = true);
var redis = builder.Configuration.GetConnectionString("Redis") is { Length: > 0 } given ? given : null;
if (redis is not null) realtime.AddRedisBackplane(redis); // two instances on two ports act as one
var app = builder.Build();
var jobs = new JobList(redis);
app.UseFileServer();
app.MapDpaWebSocket();
app.MapDpaProgress();
app.MapGet("/jobs", async (HttpRequest request) =>
    UserOf(request) is { } user ? Results.Ok(await jobs.NewestAsync(user)) : Unknown());
app.MapPost("/jobs", async (HttpRequest request, IProgressNotifier progress) =>
{
    if (UserOf(request) is not { } user) return Unknown();
    var stages = new StageDefinition[]
    {
        new("fetch", "下载 Fetch"), new("convert", "转换 Convert", weight: 3), new("publish", "发布 Publish"),
    };
    var start = new PipelineStart(Guid.CreateVersion7().ToString(), user) { Stages = stages };
    var run = await progress.StartAsync(start, app.Lifetime.ApplicationStopping);
    _ = WorkAsync(run, stages, app.Lifetime.ApplicationStopping);
    await jobs.AddAsync(user, run.Id);
    return Results.Extensions.Accepted(run); // 202, with the address of its progress
});
app.Run();

static string? UserOf(HttpRequest request) =>
    request.Headers["X-USER-ID"].FirstOrDefault() is { Length: > 0 } user ? user : null;

static IResult Unknown() =>
    Results.Problem("Name the user in the header X-USER-ID.", statusCode: StatusCodes.Status401Unauthorized);

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
