using System.Data.Common;
using DocumentEngine.Documents;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Engine;

namespace DocumentPipelineHost.Stages;

/// <summary>
/// Gives a stage's work three parsing processes. Promises: what ends its process three times fails for good, also when
/// the host ends with it; an attempt goes on after the last checkpoint, and a process that somebody else killed costs
/// nothing but its work since then.
/// </summary>
internal sealed class StageAttempts(StageResults results, HostDatabase database, ILogger<StageAttempts> logger)
{
    /// <summary>Processes that a stage of a pipeline may end.</summary>
    public const int Most = 3;

    /// <summary>
    /// Attempts in a row without a result whose end nobody saw, because the host ended first. What is read is read by
    /// another process, so a host that ends again and again has other causes than the document: this is a bound only
    /// for what nobody thought of.
    /// </summary>
    internal const int MostUnseen = 100;

    public async Task<T> RunAsync<T>(StageWork work, Func<Task<T>> attempt, CancellationToken ct)
    {
        var stage = work.Progress.Id;
        while (true)
        {
            await BeginAsync(work, stage, ct);
            try
            {
                var result = await attempt();
                await SettleAsync(work, stage);
                return result;
            }
            catch (EngineEndedException ended)
            {
                var count = await EndAsync(work, stage);
                logger.LogWarning(
                    "Lost parsing process: pipeline {PipelineId}, stage {Stage}, time {Count} of {Most}. {Reason}",
                    work.Run.Id, stage, count, Most, ended.Message);
                if (ended.IsFinal || count >= Most)
                    throw ended.ToError(count);
            }
            catch
            {
                await SettleAsync(work, stage);
                throw;
            }
        }
    }

    private async Task BeginAsync(StageWork work, string stage, CancellationToken ct)
    {
        var (unseen, ended) = (0, 0);
        await results.KeepAsync(
            work,
            transaction => (unseen, ended) = AttemptStore.Begin(transaction, work.Run.Id, stage),
            ct);
        if (ended >= Most || unseen >= MostUnseen)
            throw DocumentErrors.ParserCrashed(Math.Max(ended, unseen));
    }

    private Task<int> EndAsync(StageWork work, string stage) =>
        database.WriteAsync(transaction => AttemptStore.End(transaction, work.Run.Id, stage));

    // Where it cannot be noted one attempt too many stays counted; the reason why is what matters.
    private async Task SettleAsync(StageWork work, string stage)
    {
        try
        {
            await database.WriteAsync(transaction => AttemptStore.Settle(transaction, work.Run.Id, stage));
        }
        catch (DbException failure)
        {
            logger.LogDebug("Left an attempt counted: pipeline {PipelineId}, {Reason}", work.Run.Id, failure.Message);
        }
    }
}
