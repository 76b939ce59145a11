using System.Security.Cryptography;
using Dpa.Realtime.Redis.Entries;
using Dpa.Realtime.Redis.Links;
using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Nodes;

/// <summary>What all nodes find in Redis: a mark whose disappearance says that data was lost, and the secret with which messages are signed.</summary>
internal sealed class SharedMarks(RedisLink link, KeyNames keys, TimeSpan life)
{
    private byte[]? _secret;
    private string? _mark;

    /// <summary>Null until Redis was first reached.</summary>
    public byte[]? Secret => Volatile.Read(ref _secret);

    public async ValueTask<byte[]> SecretAsync()
    {
        if (Secret is { } known) return known;
        await LookAsync().ConfigureAwait(false);
        return Secret!;
    }

    /// <returns>Whether data was lost since the last look.</returns>
    public async ValueTask<bool> LookAsync()
    {
        RedisValue fresh = Guid.NewGuid().ToString("N");
        RedisValue proposed = Secret ?? RandomNumberGenerator.GetBytes(32);
        var answer = (RedisValue[])(await link.CallAsync(database => RedisScript.Marks.RunAsync(database, [keys.Mark, keys.Secret], fresh, proposed, (long)life.TotalMilliseconds)).ConfigureAwait(false))!;
        Volatile.Write(ref _secret, (byte[])answer[1]!);
        var mark = answer[0].ToString();
        var known = Interlocked.Exchange(ref _mark, mark);
        return known is not null && !string.Equals(known, mark, StringComparison.Ordinal);
    }
}
