using System.Globalization;
using DocumentEngine.Messages;
using DocumentEngine.Text;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Problems;
using Dpa.Realtime;
using Microsoft.Extensions.Options;
using Quartz;

namespace DocumentPipelineHost.Jobs;

/// <summary>
/// Retries after transient errors: at most <c>Pipeline:Retries</c> per pipeline, each after twice the wait (at most
/// about ten minutes), shown to all subscribers.
/// </summary>
public sealed class Retries(
    PipelineStore pipelines, LiveRuns runs, PipelineEnding ending, IOptions<PipelineOptions> options, TimeProvider time)
{
    /// <summary>The part of a wait that is left to chance, up and down.</summary>
    private const double Spread = 0.2;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>
    /// When the job engine runs a job again that could not begin; retries of pipelines are due by their rows, and may
    /// be none. Settings out of range are refused once all are read.
    /// </summary>
    public static RetryPolicy Policy(PipelineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return RetryPolicy.Exponential(
            Math.Max(1, options.Retries), options.RetryDelay > TimeSpan.Zero ? options.RetryDelay : Second);
    }

    /// <summary>Puts the pipeline back into the queue; false where it has had its retries.</summary>
    public async Task<bool> TryScheduleAsync(PipelineRecord record, PipelineRun run, Problem problem)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(problem);
        var wait = Wait(options.Value.RetryDelay, record.Retries, Random.Shared.NextDouble());
        var due = time.GetUtcNow() + wait;
        if (record.Retries >= options.Value.Retries || !await pipelines.NoteRetryAsync(record, due))
            return false;
        var text = Message(record.Retries, wait, problem).In(record.Language);
        await pipelines.AnnounceAttemptAsync(run.State);
        await run.RequeueAsync(text);
        await runs.ParkAsync(new LiveRun(run));
        if (await pipelines.QueueAsync(run.State, record.Fence))
            return true;
        if (pipelines.Find(run.Id) is not null)
        {
            await pipelines.LetGoAsync(record); // a person stopped it meanwhile
            return true;
        }

        // the document was deleted meanwhile
        await ending.CancelAsync((await runs.TakeAsync(run.Id)).Run, record.Fence);
        return true;
    }

    /// <summary>
    /// The wait before a retry: twice the last one up to the cap, and up to a fifth more or less, so that what one
    /// failure stopped does not come back all at once.
    /// </summary>
    /// <param name="first">The first wait. The cap is 10 minutes, or this where it is longer.</param>
    /// <param name="retries">Retries so far.</param>
    /// <param name="random">From 0 to 1: from the shortest to the longest of the waits.</param>
    internal static TimeSpan Wait(TimeSpan first, int retries, double random)
    {
        var longest = first > Longest ? first : Longest;
        var wait = first * Math.Pow(2, retries);
        return (wait < longest ? wait : longest) * (1 + (Spread * ((2 * random) - 1)));
    }

    private LocalizedText Message(int retries, TimeSpan wait, Problem problem)
    {
        var (attempt, attempts) = (retries + 2, options.Value.Retries + 1);
        return MessageCatalog.Text(
            "stage.retry",
            ("problem", problem.Message),
            ("attempt", attempt),
            ("attempts", attempts),
            ("seconds", wait.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)));
    }
}
