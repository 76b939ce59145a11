namespace HangfireApp;

public class ReportJob(ILogger<ReportJob> logger)
{
    public async Task Run(int pages, CancellationToken cancellationToken)
    {
        for (var page = 1; page <= pages; page++)
        {
            await Task.Delay(200, cancellationToken);
            logger.LogInformation("Page {Page} of {Pages}", page, pages);
        }
    }
}
