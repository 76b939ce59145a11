using Dpa.Realtime;
using StackExchange.Redis;

namespace WorkerAndWeb;

/// <summary>Takes one import after another from the queue in Redis and works on it.</summary>
public sealed class ImportWorker(IConnectionMultiplexer redis, IProgressNotifier progress) : BackgroundService
{
    private static readonly StageDefinition[] Stages = [new("read", "Read"), new("store", "Store", weight: 3)];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await look.WaitForNextTickAsync(stoppingToken))
            while ((string?)await redis.GetDatabase().ListRightPopAsync("imports") is { } import)
                await RunAsync(import, stoppingToken);
    }

    private async Task RunAsync(string import, CancellationToken stop)
    {
        var (id, user) = (import[..import.IndexOf(' ')], import[(import.IndexOf(' ') + 1)..]);
        await progress.RunAsync(
            new PipelineStart(id, user) { Name = "Import", Stages = Stages },
            async (run, ended) =>
            {
                foreach (var definition in Stages)
                    await run.RunStageAsync(definition.Id, WorkAsync, ended);
            },
            stop);
    }

    private static async Task WorkAsync(StageRun stage, CancellationToken stop)
    {
        const int Rows = 40;
        for (var row = 1; row <= Rows; row++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(25), stop); // the work
            stage.Report(row, of: Rows, "rows");
        }
    }
}
