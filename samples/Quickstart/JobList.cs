using System.Collections.Concurrent;
using StackExchange.Redis;

namespace Quickstart;

/// <summary>
/// The newest 20 jobs of each user, for a page that was not there when they started: in memory, or in Redis for all
/// nodes.
/// </summary>
public sealed class JobList(string? redis)
{
    private const int Most = 20;
    private readonly ConcurrentDictionary<string, string[]> _newest = new();
    private readonly Lazy<Task<ConnectionMultiplexer>> _redis = new(() => ConnectAsync(redis!));

    public async Task AddAsync(string user, string job)
    {
        if (redis is null)
        {
            _newest.AddOrUpdate(user, [job], (_, jobs) => [job, .. jobs.Take(Most - 1)]);
            return;
        }

        var store = (await _redis.Value).GetDatabase();
        await store.ListLeftPushAsync(Key(user), job);
        await store.ListTrimAsync(Key(user), 0, Most - 1);
        await store.KeyExpireAsync(Key(user), TimeSpan.FromHours(1)); // as long as an ended pipeline is kept
    }

    public async Task<string?[]> NewestAsync(string user) => redis is null
        ? _newest.GetValueOrDefault(user, [])
        : (await (await _redis.Value).GetDatabase().ListRangeAsync(Key(user))).ToStringArray();

    private static async Task<ConnectionMultiplexer> ConnectAsync(string redis)
    {
        var options = ConfigurationOptions.Parse(redis);
        options.AbortOnConnectFail = false; // if unavailable now, it is connected to when it is reachable again
        return await ConnectionMultiplexer.ConnectAsync(options);
    }

    private static string Key(string user) => $"quickstart:jobs:{user}";
}
