namespace WorkerApp;

public class ReportWorker(ILogger<ReportWorker> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            const int pages = 50;
            for (var page = 1; page <= pages; page++)
            {
                await Task.Delay(200, stoppingToken);
                logger.LogInformation("Page {Page} of {Pages}", page, pages);
            }
            await Task.Delay(TimeSpan.FromSeconds(10), stoppingToken);
        }
    }
}
