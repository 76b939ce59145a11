using FromSignalR;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Logging.SetMinimumLevel(LogLevel.Critical);
Before.Add(builder);
After.Add(builder);
await using var app = builder.Build();
Before.Map(app);
After.Map(app);
await app.StartAsync();

var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
Console.WriteLine("The line of each page is cut in the middle of fetch, and back in the middle of convert.");
Console.WriteLine(await ShowAsync("before", Before.WorkAsync, Before.FollowAsync));
Console.WriteLine(await ShowAsync("after", After.WorkAsync, After.FollowAsync));

async Task<Seen> ShowAsync(
    string name, Func<IServiceProvider, string, Job, CancellationToken, Task> workAsync,
    Func<Uri, string, Seen, CancellationToken, Task> followAsync)
{
    using var line = new CutLine(new Uri(address).Port);
    var seen = new Seen(name);
    var working = workAsync(app.Services, name, new Job(line, seen.Watched), limit.Token);
    await followAsync(line.Address, name, seen, limit.Token);
    await working;
    return seen;
}
