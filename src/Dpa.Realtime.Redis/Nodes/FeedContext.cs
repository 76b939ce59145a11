using Dpa.Realtime.Redis.Diagnostics;
using Dpa.Realtime.Redis.Entries;
using Dpa.Realtime.Redis.Messages;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Redis.Nodes;

/// <summary>What all that listens on this node shares: the ear, the secret, and the counts of what was not believed.</summary>
internal sealed class FeedContext(EntryStore store, SharedMarks marks, RedisMetrics metrics, TimeProvider time, ILogger logger, string node)
{
    private IBackplaneReceiver? _receiver;
    private int _isRejectionLogged;

    public IBackplaneReceiver Receiver
    {
        get => _receiver ?? throw new InvalidOperationException("The backplane was used before Attach.");
        set => _receiver = value;
    }

    public EntryStore Store { get; } = store;

    public long Timestamp => time.GetTimestamp();

    /// <summary>The envelope, or null where the message is not to be believed.</summary>
    public Envelope? Open(string channel, ReadOnlyMemory<byte> raw)
    {
        try
        {
            var reason = marks.Secret is { } secret ? Envelope.TryOpen(secret, channel, raw, out var envelope) : Unknown(out envelope);
            if (reason is null) return envelope;
            Rejected(channel, reason);
        }
        catch (InvalidDataException)
        {
            Rejected(channel, "malformed");
        }

        return null;
    }

    public void Rejected(string channel, string reason)
    {
        metrics.MessageRejected(reason);
        if (Interlocked.Exchange(ref _isRejectionLogged, 1) == 0) logger.MessageRejected(channel, reason);
    }

    /// <summary>How far the subscription is behind, measured on this node's own messages: clocks of other machines are not comparable.</summary>
    public void Heard(string sender, long sentTimestamp)
    {
        if (string.Equals(sender, node, StringComparison.Ordinal)) metrics.Lag.Record(time.GetElapsedTime(sentTimestamp).TotalSeconds);
    }

    public void Reread() => metrics.Rereads.Add(1);

    public void ReadFailed(Exception e) => logger.StepFailed("read a subscribed pipeline", e);

    private static string Unknown(out Envelope envelope)
    {
        envelope = default;
        return "signature";
    }
}
