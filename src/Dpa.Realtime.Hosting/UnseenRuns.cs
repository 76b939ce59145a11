using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dpa.Realtime.Hosting;

/// <summary>
/// Runs for work whose pipeline is refused. They accept every call as others do, in a separate memory store that nobody
/// watches, so that the work runs unchanged. Created when the first one is needed.
/// </summary>
internal static class UnseenRuns
{
    private static readonly Lazy<IProgressNotifier> Progress = new(Make);

    /// <summary>Starts a run that is not shown.</summary>
    /// <param name="status">Pending or processing.</param>
    /// <returns>The run, with its own id.</returns>
    public static ValueTask<PipelineRun> StartAsync(PipelineStatus status = PipelineStatus.Processing) =>
        Progress.Value.StartAsync(
            new PipelineStart(Guid.NewGuid().ToString("N"), "unseen") { Status = status }, CancellationToken.None);

    private static IProgressNotifier Make()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddDpaRealtime(static o => o.Retention = TimeSpan.FromSeconds(1));
        var host = builder.Build();
        host.Start(); // starts the timer that removes ended runs
        return host.Services.GetRequiredService<IProgressNotifier>();
    }

    /// <summary>Leaves the process's signals to the application's own host.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
