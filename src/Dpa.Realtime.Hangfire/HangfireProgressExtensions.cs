using Hangfire;
using Hangfire.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Hangfire;

/// <summary>Shows Hangfire jobs as pipelines.</summary>
public static class HangfireProgressExtensions
{
    /// <summary>Job parameter of the user who watches the job.</summary>
    public const string OwnerKey = "dpa.owner";

    /// <summary>Job parameter of the pipeline's id.</summary>
    public const string PipelineKey = "dpa.pipeline";

    /// <summary>
    /// Shows each job that <paramref name="describe"/> names as a pipeline of one stage, <c>work</c>.
    /// </summary>
    /// <remarks>
    /// A retry puts the pipeline back into its queue for a new attempt. A subscriber's cancel deletes the job, which
    /// aborts it the next time that it checks its token. A pipeline that is refused costs one warning, never the job;
    /// so does an id that another job or user is using.
    /// </remarks>
    /// <param name="configuration">Hangfire's configuration.</param>
    /// <param name="services">The application's services, with <c>AddDpaRealtime()</c>.</param>
    /// <param name="describe"> What a job is shown as, or null for one that is not shown. Default: the owner by the job
    /// parameter <see cref="OwnerKey"/>, the id by <see cref="PipelineKey"/> (without it <c>hangfire-</c> and the job's
    /// id), the method's name as name.
    /// </param>
    /// <returns>The configuration.</returns>
    public static IGlobalConfiguration UseDpaProgress(
        this IGlobalConfiguration configuration, IServiceProvider services,
        Func<PerformContext, PipelineStart?>? describe = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(services);
        return configuration.UseFilter(new ProgressJobFilter(
            services.GetRequiredService<IProgressNotifier>(), services.GetRequiredService<IProgressReader>(),
            describe ?? ByParameters,
            services.GetRequiredService<ILoggerFactory>().CreateLogger("Dpa.Realtime.Hangfire")));
    }

    /// <summary>The stage that shows this job.</summary>
    /// <param name="context">The job's context: a parameter of the job's method.</param>
    /// <returns>The stage, or null if the job is not shown.</returns>
    public static StageRun? ProgressStage(this PerformContext? context) =>
        context is not null && context.Items.TryGetValue(ProgressJobFilter.StageItem, out var stage)
            ? (StageRun)stage
            : null;

    /// <summary>A bar like Hangfire.Console's: set its value, or wrap the items of a loop.</summary>
    /// <param name="context">The job's context.</param>
    /// <param name="value">The first value, 0 to 100. Default: 0.</param>
    /// <returns>The bar; it does nothing if the job is not shown.</returns>
    public static HangfireProgressBar WriteProgressBar(this PerformContext? context, double value = 0)
    {
        var bar = new HangfireProgressBar(context.ProgressStage());
        if (value > 0) bar.SetValue(value);
        return bar;
    }

    /// <summary>Iterates items and reports each as a unit, as Hangfire.Console's method of this name does.</summary>
    /// <typeparam name="T">An item.</typeparam>
    /// <param name="items">The items.</param>
    /// <param name="context">The job's context.</param>
    /// <param name="unit">What an item is. Default: <c>items</c>.</param>
    /// <param name="count">How many there are; below 0 if that is not known. Default: counted if that costs
    /// nothing.</param>
    /// <returns>The same items.</returns>
    public static IEnumerable<T> WithProgress<T>(
        this IEnumerable<T> items, PerformContext? context, string unit = "items", int count = -1)
    {
        ArgumentNullException.ThrowIfNull(items);
        var stage = context.ProgressStage();
        var total = count >= 0 ? count : items.TryGetNonEnumeratedCount(out var known) ? known : 0;
        long done = 0;
        foreach (var item in items)
        {
            yield return item;
            stage?.Report(++done, total, unit);
        }
    }

    private static PipelineStart? ByParameters(PerformContext context)
    {
        if (context.GetJobParameter<string?>(OwnerKey) is not { Length: > 0 } owner) return null;
        var id = context.GetJobParameter<string?>(PipelineKey) ?? $"hangfire-{context.BackgroundJob.Id}";
        var job = context.BackgroundJob.Job;
        return new PipelineStart(id, owner)
        {
            Name = $"{job.Type.Name}.{job.Method.Name}", Kind = "hangfire", Controls = PipelineControls.Cancel,
        };
    }
}
