using Dpa.Realtime;

namespace WorkerAndWeb;

/// <summary>Takes one import after another from the queue and works on it.</summary>
public sealed partial class ImportWorker(
    Imports queue, IProgressNotifier progress, IProgressReader reader, IConfiguration configuration,
    ILogger<ImportWorker> logger) : BackgroundService
{
    private static readonly StageDefinition[] Stages = [new("read", "Read"), new("store", "Store", weight: 3)];

    private readonly TimeSpan _row = configuration.GetValue("RowTime", TimeSpan.FromMilliseconds(25));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                if (await queue.TakeAsync() is { } import) await RunAsync(import, stoppingToken);
                else await Task.Delay(TimeSpan.FromMilliseconds(100), stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogBroken(e); // Redis is unavailable, most likely; what was taken stays in the queue
                await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken);
            }
        }
    }

    private async Task RunAsync(Import import, CancellationToken stop)
    {
        // Its worker was lost between the end of the import and FinishAsync.
        if (await reader.GetAsync(import.Id, stop) is not { Status: PipelineStatus.Completed })
        {
            await using var run = await BeginAsync(import, stop);
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop, run.CancelRequested);
            var keeping = queue.KeepAsync(import, ended.Token);
            try
            {
                foreach (var stage in Stages) await run.RunStageAsync(stage.Id, WorkAsync, ended.Token);
                await run.CompleteAsync(CancellationToken.None);
            }
            catch (Exception) when (run.IsReplaced)
            {
                return; // this worker stood still for so long that another one has the import
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                await run.RequeueAsync("Waits for another worker", cancellationToken: CancellationToken.None);
                throw;
            }
            catch (Exception e)
            {
                LogFailed(import.Id, e);
                await run.FailAsync(
                    new ProgressError("import_failed", "The import failed.", "Try again.", Retryable: true),
                    CancellationToken.None);
            }
            finally
            {
                await ended.CancelAsync();
                await keeping;
            }
        }

        await queue.FinishAsync(import);
    }

    private async Task<PipelineRun> BeginAsync(Import import, CancellationToken stop)
    {
        try
        {
            return await progress.StartAsync(
                new PipelineStart(import.Id, import.User) { Name = "Import", Stages = Stages }, stop);
        }
        catch (PipelineException e) when (e.Code == ProgressErrorCodes.AlreadyLive)
        {
            // The worker that had it was lost or stopped: this one does it again, as a new attempt.
            var run = await progress.ResumeAsync(import.Id, stop);
            await run.ContinueAsync("Another worker continues", stop);
            return run;
        }
    }

    private async Task WorkAsync(StageRun stage, CancellationToken stop)
    {
        const int Rows = 40;
        for (var row = 1; row <= Rows; row++)
        {
            await Task.Delay(_row, stop); // the work
            stage.Report(row, of: Rows, "rows");
        }
    }

    [LoggerMessage(LogLevel.Warning, "Take or finish an import: failed. It is tried again in a second.")]
    private partial void LogBroken(Exception exception);

    [LoggerMessage(LogLevel.Error, "Import {Id}: failed.")]
    private partial void LogFailed(string id, Exception exception);
}
