using System.Collections.Immutable;
using System.Security.Cryptography;
using Dpa.Realtime.Redis.Links;
using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Entries;

/// <summary>
/// What all nodes find in Redis: a mark whose disappearance means that data was lost, the secret with which messages
/// are signed, and the list of nodes.
/// </summary>
internal sealed class SharedMarks(RedisLink link, KeyNames keys, TimeSpan life, string node, IDataWatch watch)
{
    private const int SilentMilliseconds = 5000; // a node checks about once a second

    private readonly Lock _lock = new();
    private byte[]? _secret;
    private (string Mark, string Primary)? _seen;
    private ImmutableHashSet<string> _nodes = [];
    private bool _isUnsettled;
    private volatile bool _isRestoring;

    /// <summary>Null until Redis was first reached.</summary>
    public byte[]? Secret => Volatile.Read(ref _secret);

    /// <summary>The primary that answered last.</summary>
    public string Primary
    {
        get { lock (_lock) return _seen?.Primary ?? ""; }
    }

    /// <summary>
    /// The nodes that are present; after a loss also those that were present before it, because the list is lost with
    /// the data.
    /// </summary>
    public ImmutableHashSet<string> Nodes
    {
        get { lock (_lock) return _nodes; }
    }

    /// <summary>Whether, when Redis was last asked, some node was restoring lost data.</summary>
    public bool IsRestoring => _isRestoring;

    public async ValueTask<byte[]> SecretAsync()
    {
        if (Secret is { } known) return known;
        await LookAsync().ConfigureAwait(false);
        return Secret!;
    }

    /// <returns>What has changed since the last check: the mark, because data was lost, and the primary, because data
    /// may have been lost.</returns>
    public async ValueTask<(string? Mark, string? Primary)> LookAsync()
    {
        var answer = await AskAsync("").ConfigureAwait(false);
        Volatile.Write(ref _secret, (byte[])answer[1]!);
        _isRestoring = (int)answer[3] > 0;
        return Saw(answer[0].ToString(), answer[2].ToString(), [.. answer.Skip(4).Select(n => n.ToString())]);
    }

    /// <summary>
    /// Announces to all nodes that this one restores lost data, for 10 s from now on, or that it has done so.
    /// </summary>
    public async ValueTask RestoringAsync(bool isRestoring) =>
        await AskAsync(isRestoring ? "1" : "0").ConfigureAwait(false);

    private async ValueTask<RedisValue[]> AskAsync(RedisValue isRestoring)
    {
        RedisValue fresh = Guid.NewGuid().ToString("N");
        RedisValue proposed = Secret ?? RandomNumberGenerator.GetBytes(32);
        RedisKey[] names = [keys.Mark, keys.Secret, keys.Nodes, keys.Restoring];
        return (RedisValue[])
            (
                await link.CallAsync(database =>
                        RedisScript.Marks.RunAsync(
                            database, names, fresh, proposed, (long)life.TotalMilliseconds, node, SilentMilliseconds,
                            isRestoring))
                    .ConfigureAwait(false))!;
    }

    /// <summary>The nodes have compared: from now on only the listed nodes count as present.</summary>
    public void Settle()
    {
        lock (_lock) _isUnsettled = false;
    }

    private (string? Mark, string? Primary) Saw(string mark, string primary, ImmutableHashSet<string> nodes)
    {
        lock (_lock)
        {
            var news = _seen is { } before
                ? (before.Mark == mark ? null : mark, before.Primary == primary ? null : primary)
                : ((string?)null, (string?)null);
            if (news != (null, null))
            {
                _isUnsettled = true;
                watch.OnChanged(news.Item1, news.Item2);
            }

            _seen = (mark, primary);
            _nodes = _isUnsettled ? _nodes.Union(nodes) : nodes;
            return news;
        }
    }
}
