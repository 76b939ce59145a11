using Dpa.Realtime.Redis.Diagnostics;
using Dpa.Realtime.Redis.Entries;
using Dpa.Realtime.Redis.Links;
using Dpa.Realtime.Redis.Messages;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Nodes;

/// <summary>
/// What nodes tell each other of access that was taken away. A message alone is lost where a node's pub/sub is cut for a moment; so each is also kept in a stream, which every node reads
/// once a second and after every reconnect. What a node has done already it does not do again.
/// </summary>
internal sealed class AccessNotices(RedisLink link, ChannelTable channels, KeyNames keys, SharedMarks marks, FeedContext context, TimeProvider time, ILogger logger, string node)
    : IDisposable
{
    private const int ReadAtOnce = 1000;
    private const string Field = "n"; // as the script writes it
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(1); // another primary's clock may be behind, and so what it numbers

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Lock _lock = new();
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);
    private readonly Queue<(string Id, long At)> _order = new();
    private RedisValue _read = "-"; // up to where; exclusive once something was read
    private long _readTime; // of the last that was read, by the server's clock

    public void Start() => _ = Task.Run(LookOnAsync);

    /// <summary>Keeps it first: a node that misses the message finds it.</summary>
    public async ValueTask TellAsync(MessageKind kind, string userId, string about)
    {
        var w = new ByteWriter();
        w.Text(userId);
        w.Text(about);
        w.Text(Guid.NewGuid().ToString("N"));
        var notice = Envelope.Seal(await marks.SecretAsync().ConfigureAwait(false), keys.AllNodes, kind, node, w.ToArray());
        await link.CallAsync(database => RedisScript.Notice.RunAsync(database, [keys.Notices], notice, (long)Kept.TotalMilliseconds)).ConfigureAwait(false);
        await channels.PublishAsync(keys.AllNodes, notice).ConfigureAwait(false);
    }

    /// <summary>Does what a notice of another node says, once.</summary>
    public void Take(Envelope envelope)
    {
        var r = new ByteReader(envelope.Content.Span);
        var (userId, about, id) = (r.Text(), r.Text(), r.Text());
        if (!IsNew(id)) return;
        if (envelope.Kind == MessageKind.UserClosed) context.Receiver.OnUserClosed(userId, about);
        else context.Receiver.OnRevoked(userId, about);
    }

    /// <summary>The connection was made again, perhaps to another server: what was said meanwhile, and shortly before, is read.</summary>
    public ValueTask CatchUpAsync() => LookNowAsync(mayHaveMissed: true);

    /// <summary>Does all that was said until now.</summary>
    public ValueTask LookNowAsync() => LookNowAsync(mayHaveMissed: false);

    private async ValueTask LookNowAsync(bool mayHaveMissed)
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (mayHaveMissed && _readTime > 0) _read = Math.Max(0, _readTime - (long)Overlap.TotalMilliseconds);
            await LookAsync().ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _stop.Cancel();

    private async Task LookOnAsync()
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await NextAsync(timer).ConfigureAwait(false))
        {
            await _gate.WaitAsync().ConfigureAwait(false);
            try
            {
                await LookAsync().ConfigureAwait(false);
            }
            catch (PipelineException)
            {
                // Away: said by the link, and looked at again in a second.
            }
            catch (Exception e)
            {
                logger.StepFailed("read what was said of access", e);
            }
            finally
            {
                _gate.Release();
            }
        }
    }

    private async ValueTask<bool> NextAsync(PeriodicTimer timer)
    {
        try
        {
            return await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async ValueTask LookAsync()
    {
        await marks.SecretAsync().ConfigureAwait(false); // without it none could be believed
        while (true)
        {
            var notices = await link.CallAsync(database => database.StreamRangeAsync(keys.Notices, _read, "+", ReadAtOnce, Order.Ascending, CommandFlags.DemandMaster)).ConfigureAwait(false);
            foreach (var notice in notices) Read(notice);
            if (notices.Length < ReadAtOnce) return;
        }
    }

    private void Read(StreamEntry entry)
    {
        var id = entry.Id.ToString();
        _read = $"({id}";
        _ = long.TryParse(id.AsSpan(0, Math.Max(0, id.IndexOf('-', StringComparison.Ordinal))), out _readTime);
        if (context.Open(keys.AllNodes, (byte[]?)entry[Field] ?? []) is not { } envelope || string.Equals(envelope.Node, node, StringComparison.Ordinal)) return;
        try
        {
            if (envelope.Kind is MessageKind.Revoked or MessageKind.UserClosed) Take(envelope);
        }
        catch (InvalidDataException)
        {
            context.Rejected(keys.AllNodes, "malformed");
        }
    }

    private bool IsNew(string id)
    {
        lock (_lock)
        {
            while (_order.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At) > Kept * 2) _done.Remove(_order.Dequeue().Id);
            if (!_done.Add(id)) return false;
            _order.Enqueue((id, time.GetTimestamp()));
            return true;
        }
    }
}
