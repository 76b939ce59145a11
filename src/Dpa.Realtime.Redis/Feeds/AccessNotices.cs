using Dpa.Realtime.Codecs;
using Dpa.Realtime.Redis.Diagnostics;
using Dpa.Realtime.Redis.Entries;
using Dpa.Realtime.Redis.Links;
using Dpa.Realtime.Redis.Messages;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Feeds;

/// <summary>
/// The notices that nodes send to each other when access is revoked.
/// A message alone is lost if a node's pub/sub connection is cut for a moment. So each notice is also kept in a stream,
/// which every node reads once a second and after every reconnect. A node applies each notice once. A node that could
/// not read for longer than notices are kept reports it.
/// </summary>
/// <param name="link">The server.</param>
/// <param name="channels">Where messages are published.</param>
/// <param name="keys">Names the stream.</param>
/// <param name="marks">Has the secret that notices are sealed with.</param>
/// <param name="context">Opens them, and has the receiver to notify.</param>
/// <param name="time">The clock.</param>
/// <param name="shift">Added to the server's time; tests move it.</param>
/// <param name="logger">For failures other than an outage.</param>
/// <param name="node">This node.</param>
internal sealed class AccessNotices(
    RedisLink link, ChannelTable channels, KeyNames keys, SharedMarks marks, FeedContext context, TimeProvider time,
    Func<TimeSpan> shift, ILogger logger, string node)
    : IDisposable
{
    private const int ReadAtOnce = 1000;
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    // the clock of another primary may be behind, and so may be the ids of its entries
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Lock _lock = new();
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);
    private readonly Queue<(string Id, long At)> _order = new();
    private readonly long _made = time.GetTimestamp();
    private RedisValue _read = "-"; // the newest read position; exclusive once something was read
    private long _readTime; // of the last notice that was read, by the server's clock
    private long? _lookedAt; // when all notices were last read, by the server's clock, which also expires them

    public void Start() => _ = Task.Run(LookOnAsync);

    /// <summary>Keeps the notice first: a node that misses the message finds it in the stream.</summary>
    public async ValueTask NotifyAsync(MessageKind kind, string userId, string about)
    {
        var w = new ByteWriter();
        w.Text(userId);
        w.Text(about);
        w.Text(Guid.NewGuid().ToString("N"));
        var notice = Envelope.Seal(
            await marks.SecretAsync().ConfigureAwait(false), keys.AllNodes, kind, node, w.ToArray());
        await link.CallAsync(database =>
                RedisScript.Notice.RunAsync(database, [keys.Notices], notice, (long)Kept.TotalMilliseconds))
            .ConfigureAwait(false);
        await channels.PublishAsync(keys.AllNodes, notice).ConfigureAwait(false);
    }

    /// <summary>Applies a notice of another node, once.</summary>
    public void Take(Envelope envelope)
    {
        var r = new ByteReader(envelope.Content.Span);
        var (userId, about, id) = (r.Text(), r.Text(), r.Text());
        if (!IsNew(id)) return;
        if (envelope.Kind == MessageKind.UserClosed) context.Receiver.OnUserClosed(userId, about);
        else context.Receiver.OnRevoked(userId, about);
    }

    /// <summary>
    /// The connection was made again, perhaps to another server: reads the notices sent meanwhile and shortly before.
    /// </summary>
    public ValueTask CatchUpAsync() => LookNowAsync(mayHaveMissed: true);

    /// <summary>Applies all notices sent until now.</summary>
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
                // Unavailable: logged by the link, and tried again in a second.
            }
            catch (Exception e)
            {
                logger.StepFailed("read the notices about access", e);
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
        await marks.SecretAsync().ConfigureAwait(false); // without it every notice would be rejected
        while (true)
        {
            var added = (long)shift().TotalMilliseconds;
            var answer = await link.CallAsync(database =>
                RedisScript.Notices.RunAsync(database, [keys.Notices], _read, ReadAtOnce, added)).ConfigureAwait(false);
            var notices = (RedisResult[])answer[1]!;
            foreach (var notice in notices) Read((string)notice[0]!, (byte[]?)notice[1][1]);
            if (notices.Length == ReadAtOnce) continue;
            Looked((long)answer[0]);
            return;
        }
    }

    /// <summary>All present notices were read. Those deleted before that may have been about any user.</summary>
    private void Looked(long now)
    {
        var gap = _lookedAt is { } before ? TimeSpan.FromMilliseconds(now - before) : time.GetElapsedTime(_made);
        _lookedAt = now;
        if (gap > Kept - Overlap) context.Receiver.OnAccessMissed();
    }

    private void Read(string id, byte[]? notice)
    {
        _read = $"({id}";
        _ = long.TryParse(id.AsSpan(0, Math.Max(0, id.IndexOf('-', StringComparison.Ordinal))), out _readTime);
        if (context.Open(keys.AllNodes, notice ?? []) is not { } envelope) return;
        if (string.Equals(envelope.Node, node, StringComparison.Ordinal)) return;
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
            while (_order.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At) > Kept * 2)
                _done.Remove(_order.Dequeue().Id);
            if (!_done.Add(id))
                return false;
            _order.Enqueue((id, time.GetTimestamp()));
            return true;
        }
    }
}
