using Dpa.Realtime;
using Dpa.Realtime.ChaosNode;
using Dpa.Realtime.Redis;

// One of the nodes that the chaos tests start, disturb and kill: the library as an application has it, and producers
// that are told over HTTP what to do.
var builder = WebApplication.CreateBuilder(args);
var realtime = builder.Services.AddDpaRealtime(o =>
{
    o.AllowAnonymous = true;
    o.MaxConnectionsPerUser = 10_000;
});
if (builder.Configuration.GetConnectionString("Redis") is { } redis) realtime.AddRedisBackplane(redis);
builder.Services.AddOptions<DpaRealtimeOptions>().BindConfiguration("DpaRealtime");
builder.Services.AddSingleton<Gate>();
builder.Services.AddSingleton<Producers>();
builder.Services.AddSingleton(_ => new AcceptedLog(
    builder.Configuration["Accepted"]
        ?? throw new InvalidOperationException("Accepted: the file that transitions are written to.")));
var app = builder.Build();
app.MapDpaWebSocket();
app.MapDpaProgress();
app.MapHealthChecks("/health");
app.MapPost("/producers", (ProducerOrder order, Producers producers) => producers.Begin(order));
app.MapGet("/producers", (Producers producers) => producers.Shown);
app.MapPost("/gate/{isOpen:bool}", (bool isOpen, Gate gate) => gate.Set(isOpen));
app.Run();
