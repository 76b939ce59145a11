using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace FromSignalR;

/// <summary>The job as a group of a hub: every part that one has to write for it.</summary>
internal static class Before
{
    public static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddSignalR();
        builder.Services.AddSingleton<JobTable>(); // for clients that connect later, or were disconnected
    }

    public static void Map(WebApplication app)
    {
        app.MapHub<JobHub>("/before");
        app.MapGet("/before/{job}", (string job, JobTable table) => table.Of(job));
    }

    /// <summary>The worker: keep the state for the GET, send the message for those who are there.</summary>
    public static async Task WorkAsync(IServiceProvider services, string job, Job work, CancellationToken stop)
    {
        var hub = services.GetRequiredService<IHubContext<JobHub>>();
        var table = services.GetRequiredService<JobTable>();
        await work.RunAsync(
            async (stage, percent) =>
            {
                table.Set(job, new JobState(stage, percent, "processing"));
                await hub.Clients.Group(job).SendAsync("progress", stage, percent, stop);
            },
            async stage => await hub.Clients.Group(job).SendAsync("stageCompleted", stage, stop),
            stop);
        table.Set(job, new JobState("convert", 100, "completed"));
        await hub.Clients.Group(job).SendAsync("completed", stop);
    }

    /// <summary>The page: join again after each reconnect, and ask for what was missed meanwhile.</summary>
    public static async Task FollowAsync(Uri address, string job, Seen seen, CancellationToken stop)
    {
        var ended = new TaskCompletionSource();
        using var http = new HttpClient();
        await using var connection = new HubConnectionBuilder()
            .WithUrl(new Uri(address, "/before"))
            .WithAutomaticReconnect(new OftenPolicy())
            .Build();
        connection.On<string, int>("progress", (_, percent) => seen.Progress(percent));
        connection.On<string>("stageCompleted", seen.Completed);
        connection.On("completed", () =>
        {
            seen.End("completed");
            ended.TrySetResult();
        });
        connection.Reconnected += async _ =>
        {
            await connection.InvokeAsync("Join", job, stop); // a new connection is in no group
            await CatchUpAsync();
        };
        await connection.StartAsync(stop);
        await connection.InvokeAsync("Join", job, stop);
        await CatchUpAsync();
        await ended.Task.WaitAsync(stop);

        async Task CatchUpAsync()
        {
            var state = await http.GetFromJsonAsync<JobState?>(new Uri(address, $"/before/{job}"), stop);
            if (state is null) return;
            seen.Progress(state.Percent);
            if (state.Status != "completed") return;
            seen.End(state.Status);
            ended.TrySetResult();
        }
    }
}

internal sealed class JobHub : Hub
{
    public Task Join(string job) => Groups.AddToGroupAsync(Context.ConnectionId, job);
}

internal sealed record JobState(string Stage, int Percent, string Status);

internal sealed class JobTable
{
    private readonly ConcurrentDictionary<string, JobState> _jobs = new();

    public JobState? Of(string job) => _jobs.GetValueOrDefault(job);

    public void Set(string job, JobState state) => _jobs[job] = state;
}

/// <summary>Never gives up, as a page that stays open must not.</summary>
internal sealed class OftenPolicy : IRetryPolicy
{
    public TimeSpan? NextRetryDelay(RetryContext retryContext) => TimeSpan.FromMilliseconds(200);
}
