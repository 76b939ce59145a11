using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Quartz;

namespace Dpa.Realtime.Quartz;

/// <summary>Shows Quartz jobs as pipelines.</summary>
public static class QuartzProgressExtensions
{
    /// <summary>Job data key of the user who watches the job.</summary>
    public const string OwnerKey = "dpa.owner";

    /// <summary>Job data key of the pipeline's id.</summary>
    public const string PipelineKey = "dpa.pipeline";

    /// <summary>
    /// Shows each firing whose job data holds <see cref="OwnerKey"/> as a pipeline of one stage, <c>work</c>.
    /// </summary>
    /// <remarks>
    /// What jobs report by <see cref="IJobExecutionContext.ReportProgress"/> is the stage's progress; Quartz passes it
    /// on at most once a second (<see cref="ProgressStage"/> has no such limit). A failure that Quartz retries puts the
    /// pipeline back into its queue for a new attempt. A subscriber's cancel interrupts the firing. A pipeline that is
    /// refused costs one warning, never the job; so does an id that another job or user is using. With the firing's own
    /// id a retry is a separate pipeline: the previous one is shown as failed.
    /// </remarks>
    /// <param name="quartz">The scheduler's builder.</param>
    /// <param name="describe"> What a firing is shown as, or null for one that is not shown. Give retries of one job
    /// the same id. Default: the owner under <see cref="OwnerKey"/>, the id under <see cref="PipelineKey"/> (without it
    /// the firing's own id), the job's name as name and kind.
    /// </param>
    /// <returns>The builder.</returns>
    public static IQuartzBuilder AddDpaProgress(
        this IQuartzBuilder quartz, Func<IJobExecutionContext, PipelineStart?>? describe = null)
    {
        ArgumentNullException.ThrowIfNull(quartz);
        return quartz.AddJobListener(
            s => new ProgressJobListener(
                s.GetRequiredService<IProgressNotifier>(), s.GetRequiredService<IProgressReader>(),
                describe ?? ByJobData,
                s.GetRequiredService<ILogger<ProgressJobListener>>()),
            []);
    }

    /// <summary>The stage that shows this firing, for units, messages and more than one report a second.</summary>
    /// <param name="context">The firing.</param>
    /// <returns>The stage, or null if the firing is not shown.</returns>
    public static StageRun? ProgressStage(this IJobExecutionContext context) => ProgressJobListener.StageOf(context);

    private static PipelineStart? ByJobData(IJobExecutionContext context)
    {
        var data = context.MergedJobDataMap;
        if (!data.TryGetString(OwnerKey, out var owner) || owner is not { Length: > 0 })
            return null;
        var id =
            data.TryGetString(PipelineKey, out var given) && given is { Length: > 0 } ? given : context.FireInstanceId;
        var name = context.JobDetail.Key.Name;
        return new PipelineStart(id, owner)
        {
            Name = name, Kind = context.JobDetail.Key.Group, Controls = PipelineControls.Cancel,
        };
    }
}
