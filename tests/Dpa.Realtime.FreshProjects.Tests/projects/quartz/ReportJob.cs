using Quartz;

namespace QuartzApp;

public class ReportJob(ILogger<ReportJob> logger) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var pages = context.MergedJobDataMap.GetInt("pages");
        for (var page = 1; page <= pages; page++)
        {
            await Task.Delay(200, cancellationToken);
            logger.LogInformation("Page {Page} of {Pages}", page, pages);
        }
    }
}
