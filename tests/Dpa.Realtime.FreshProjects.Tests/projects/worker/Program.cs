using WorkerApp;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddHostedService<ReportWorker>();
var app = builder.Build();

app.UseStaticFiles();
app.MapGet("/", () => "Hello World!");

app.Run();
