using StackExchange.Redis;

namespace WorkerAndWeb;

/// <summary>
/// The queue: a stream in Redis that a group of workers reads. An entry that a worker has taken stays in the stream
/// until the worker has finished it. If the worker is lost, another one takes the entry, so an import is done at least
/// once.
/// </summary>
public sealed class Imports(IConnectionMultiplexer redis)
{
    private const string Stream = "imports";
    private const string Group = "workers";

    /// <summary>After this time without a sign of life from its worker, an import goes to another one.</summary>
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(10);

    private readonly RedisValue _worker = $"{Environment.MachineName}-{Guid.NewGuid():N}";

    private IDatabase Database => redis.GetDatabase();

    /// <summary>The import of a lost worker, else the next one; null if there is none.</summary>
    public async Task<Import?> TakeAsync()
    {
        try
        {
            var lost = await Database.StreamAutoClaimAsync(
                Stream, Group, _worker, (long)IdleTimeout.TotalMilliseconds, "0-0", count: 1);
            if (lost.ClaimedEntries is [var claimed, ..]) return Read(claimed);
            var next = await Database.StreamReadGroupAsync(Stream, Group, _worker, ">", count: 1);
            return next is [var first, ..] ? Read(first) : null;
        }
        catch (RedisServerException e) when (e.Message.StartsWith("NOGROUP", StringComparison.Ordinal))
        {
            await CreateAsync();
            return null;
        }
    }

    /// <summary>Keeps an import from other workers until the token is cancelled.</summary>
    public async Task KeepAsync(Import import, CancellationToken stop)
    {
        using var turn = new PeriodicTimer(IdleTimeout / 4);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                while (await turn.WaitForNextTickAsync(stop))
                    await Database.StreamClaimIdsOnlyAsync(Stream, Group, _worker, 0, [import.Entry]);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e) when (e is RedisException or TimeoutException)
            {
                // Redis is unavailable: it is tried again at the next turn.
            }
        }
    }

    /// <summary>Takes an import that is done out of the queue.</summary>
    public async Task FinishAsync(Import import)
    {
        await Database.StreamAcknowledgeAsync(Stream, Group, import.Entry);
        await Database.StreamDeleteAsync(Stream, [import.Entry]);
    }

    private static Import Read(StreamEntry entry) => new(entry.Id!, entry["id"]!, entry["user"]!);

    private async Task CreateAsync()
    {
        try
        {
            await Database.StreamCreateConsumerGroupAsync(Stream, Group, "0-0", createStream: true);
        }
        catch (RedisServerException e) when (e.Message.StartsWith("BUSYGROUP", StringComparison.Ordinal))
        {
            // Another worker was first.
        }
    }
}
