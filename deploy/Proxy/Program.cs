// A load balancer in front of several nodes: each request goes to the next node that is ready, WebSockets too, and
// nobody is sent to the same one twice on purpose. The nodes see the host that the browser asked for, since they
// compare it with its origin, and judge themselves how large an upload may be.
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddReverseProxy().LoadFromConfig(builder.Configuration.GetSection("ReverseProxy"));
var app = builder.Build();
app.MapReverseProxy();
app.Run();
