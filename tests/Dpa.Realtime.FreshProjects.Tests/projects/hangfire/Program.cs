using Hangfire;
using HangfireApp;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddHangfire(config => config.UseInMemoryStorage());
builder.Services.AddHangfireServer();
builder.Services.AddTransient<ReportJob>();
var app = builder.Build();

app.UseStaticFiles();
app.UseHangfireDashboard();
app.MapGet("/", () => "Hello World!");
app.MapPost("/reports", (int pages, IBackgroundJobClient jobs) =>
    jobs.Enqueue<ReportJob>(job => job.Run(pages, CancellationToken.None)));

app.Run();
