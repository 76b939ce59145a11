using DocumentEngine.Text;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Problems;
using Dpa.Realtime;
using Microsoft.Extensions.Options;
using Quartz;

namespace DocumentPipelineHost.Jobs;

/// <summary>Retries of what may pass by itself: at most <c>Pipeline:Retries</c> a pipeline, each after twice the wait, shown to whoever watches.</summary>
public sealed class Retries(PipelineStore pipelines, LiveRuns runs, PipelineEnding ending, IOptions<PipelineOptions> options)
{
    /// <summary>When the job engine runs a failed job again.</summary>
    public static RetryPolicy Policy(PipelineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return RetryPolicy.Exponential(options.Retries, options.RetryDelay);
    }

    /// <summary>Puts the pipeline back into the queue; false where it has had its retries.</summary>
    public async Task<bool> TryScheduleAsync(PipelineRecord record, PipelineRun run, Problem problem)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(problem);
        if (record.Retries >= options.Value.Retries || !await pipelines.NoteRetryAsync(record))
            return false;
        var text = Message(record.Retries, problem).In(record.Language);
        await run.RequeueAsync(text);
        await runs.ParkAsync(new LiveRun(run));
        if (await pipelines.QueueAsync(run.State, record.Fence))
            return true;
        if (pipelines.Find(run.Id) is not null)
        {
            await pipelines.LetGoAsync(record); // a person stopped it meanwhile
            return true;
        }

        await ending.CancelAsync((await runs.TakeAsync(run.Id)).Run, record.Fence); // the document was deleted meanwhile
        return true;
    }

    private LocalizedText Message(int retries, Problem problem)
    {
        var wait = options.Value.RetryDelay * Math.Pow(2, retries);
        var (attempt, attempts) = (retries + 2, options.Value.Retries + 1);
        return new(
            $"{problem.Message.En} Attempt {attempt} of {attempts} in {wait.TotalSeconds:0.#} s.",
            $"{problem.Message.Zh}{wait.TotalSeconds:0.#} 秒后进行第 {attempt}/{attempts} 次尝试。");
    }
}
