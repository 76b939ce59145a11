using Dpa.Realtime;
using Dpa.Realtime.Redis;
using StackExchange.Redis;
using WorkerAndWeb;

// A worker has no HTTP: it only reports. Start as many as there is work for.
var builder = Host.CreateApplicationBuilder(args);
var redis = builder.Configuration.GetConnectionString("Redis") ?? "localhost:6379";
builder.Services.AddDpaRealtime().AddRedisBackplane(redis);
builder.Services.AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect(redis));
builder.Services.AddSingleton<Imports>();
builder.Services.AddHostedService<ImportWorker>();
builder.Build().Run();
