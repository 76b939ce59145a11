using Quartz;
using QuartzApp;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddQuartz(quartz =>
{
    quartz.AddJob<ReportJob>(job => job.WithIdentity("report").StoreDurably());
});
builder.Services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
var app = builder.Build();

app.UseStaticFiles();
app.MapGet("/", () => "Hello World!");
app.MapPost("/reports", async (int pages, ISchedulerFactory schedulers) =>
{
    var scheduler = await schedulers.GetScheduler();
    await scheduler.TriggerJob(new JobKey("report"), new JobDataMap { ["pages"] = pages });
});

app.Run();
