using BlazorProgress;
using BlazorProgress.Components;
using Dpa.Realtime;
using Dpa.Realtime.Client;
using Microsoft.AspNetCore.Components;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseStaticWebAssets(); // also where it is built and not published, outside of Development
builder.Services.AddRazorComponents().AddInteractiveServerComponents();
builder.Services.AddDpaRealtime(o => o.AllowAnonymous = true); // a demonstration: without sign-in
builder.Services.AddSingleton<Imports>();
// One client for each circuit, since a client is one user's.
builder.Services.AddScoped(services => new RealtimeClient(new RealtimeClientOptions
{
    Address = new Uri(services.GetRequiredService<NavigationManager>().BaseUri),
    UserId = "user-1",
}));
var app = builder.Build();
app.UseAntiforgery();
app.MapStaticAssets();
app.MapDpaWebSocket();
app.MapDpaProgress();
app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
app.Run();
