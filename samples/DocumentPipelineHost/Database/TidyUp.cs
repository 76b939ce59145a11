using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Dpa.Realtime;

namespace DocumentPipelineHost.Database;

/// <summary>
/// What must be undone when a request failed. Where the database or the progress service does not answer now, which may
/// be why it failed, it is tried again in the background, apart from the request's <see cref="RequestWait"/>. After
/// the last try, or where the process ends, the next start undoes it.
/// </summary>
internal sealed class TidyUp(TimeProvider time, IHostApplicationLifetime lifetime, ILogger<TidyUp> logger)
{
    /// <summary>About a quarter of an hour.</summary>
    private const int Tries = 20;

    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>Does it now, or goes on trying when this has returned.</summary>
    /// <param name="what">For the log.</param>
    /// <param name="work">Doing it twice is the same as once.</param>
    public async Task RunAsync(string what, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception exception) when (exception is DbException or PipelineException)
        {
            logger.LogWarning("{What}: {Reason} It is tried again", what, exception.Message);
            using (ExecutionContext.SuppressFlow())
                _ = Task.Run(() => RepeatAsync(what, work), CancellationToken.None);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Nobody waits for it: each failure is the log's.")]
    private async Task RepeatAsync(string what, Func<Task> work)
    {
        var wait = First;
        for (var left = Tries; left > 0; left--)
        {
            try
            {
                await Task.Delay(wait, time, lifetime.ApplicationStopping);
                await work();
                return;
            }
            catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                logger.LogDebug(exception, "{What}: it is tried again", what);
            }

            wait = wait < Longest / 2 ? wait * 2 : Longest;
        }

        logger.LogError("{What}: given up after {Tries} tries; the next start does it", what, Tries);
    }
}
