using Dpa.Realtime;
using Dpa.Realtime.Redis;
using StackExchange.Redis;

// The web application does no work: it puts imports into a queue and shows what the workers report.
var builder = WebApplication.CreateBuilder(args);
var redis = builder.Configuration.GetConnectionString("Redis") ?? "localhost:6379";
builder.Services.AddDpaRealtime(o => o.AllowAnonymous = true).AddRedisBackplane(redis); // a demonstration: no sign-in
builder.Services.AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect(redis));
var app = builder.Build();
app.UseFileServer();
app.MapDpaWebSocket();
app.MapDpaProgress();
app.MapPost("/imports", async (IConnectionMultiplexer connection) =>
{
    var id = Guid.CreateVersion7().ToString();
    await connection.GetDatabase().StreamAddAsync("imports", [new("id", id), new("user", "user-1")]);
    return Results.Extensions.Accepted(id); // 202: the worker will start it
});
app.Run();
