using Dpa.Realtime.Redis.Links;

namespace Dpa.Realtime.Redis.Entries;

/// <summary>A step for each of many entries, some of them at a time.</summary>
internal sealed class Several(int atOnce)
{
    private readonly ParallelOptions _options = new() { MaxDegreeOfParallelism = atOnce };

    /// <summary>An entry that cannot be read does not affect the others. The link has logged it.</summary>
    public Task ForEachAsync<T>(IEnumerable<T> entries, Func<T, ValueTask> step) =>
        Parallel.ForEachAsync(entries, _options, async (entry, _) =>
        {
            try
            {
                await step(entry).ConfigureAwait(false);
            }
            catch (PipelineException e) when (RedisFailure.IsUnreadable(e))
            {
                // Nothing is written over data of another version; a node of that version may handle it.
            }
        });
}
