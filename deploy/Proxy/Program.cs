// A load balancer in front of several nodes: each request goes to the next node, WebSockets too, and nobody is sent to the same one twice on purpose.
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddReverseProxy().LoadFromConfig(builder.Configuration.GetSection("ReverseProxy"));
var app = builder.Build();
app.MapReverseProxy();
app.Run();
