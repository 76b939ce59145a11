using BlazorWasm;
using Dpa.Realtime.Client;
using Microsoft.AspNetCore.Components.WebAssembly.Hosting;

var builder = WebAssemblyHostBuilder.CreateDefault(args);
builder.RootComponents.Add<App>("#app");
builder.Services.AddDpaRealtimeClient(o =>
{
    o.Address = new Uri(builder.HostEnvironment.BaseAddress);
    o.UserId = "user-1";
});
await builder.Build().RunAsync();
