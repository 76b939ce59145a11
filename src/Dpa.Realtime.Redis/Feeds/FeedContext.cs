using Dpa.Realtime.Backplane;
using Dpa.Realtime.Codecs;
using Dpa.Realtime.Engine;
using Dpa.Realtime.Redis.Diagnostics;
using Dpa.Realtime.Redis.Entries;
using Dpa.Realtime.Redis.Links;
using Dpa.Realtime.Redis.Messages;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Redis.Feeds;

/// <summary>
/// What all receiving code of this node shares: the receiver, the secret, and the counts of rejected messages.
/// </summary>
internal sealed class FeedContext(
    EntryStore store, ChannelTable channels, SharedMarks marks, KeyNames keys, RedisMetrics metrics, TimeProvider time,
    ILogger logger, string node) : IFeedLine
{
    private IBackplaneReceiver? _receiver;
    private int _isRejectionLogged;

    public IBackplaneReceiver Receiver
    {
        get => _receiver ?? throw new InvalidOperationException("The backplane was used before Attach.");
        set => _receiver = value;
    }

    public long? AcceptedTimestamp => time.GetTimestamp();

    public async ValueTask<IAsyncDisposable> SubscribeAsync(string topic, Action<StoreMessage> handler)
    {
        var channel = ChannelOf(topic);
        await channels.AddAsync(channel, raw => handler(new StoreMessage(topic, raw))).ConfigureAwait(false);
        return new Subscription(channels, channel);
    }

    /// <summary>The envelope, or null if the message is rejected.</summary>
    public Envelope? Open(string channel, ReadOnlyMemory<byte> raw)
    {
        try
        {
            var reason = marks.Secret is { } secret
                ? Envelope.TryOpen(secret, channel, raw, out var envelope)
                : Unknown(out envelope);
            if (reason is null)
                return envelope;
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

    /// <summary>
    /// Records how far the subscription is behind, measured on this node's own messages: clocks of other machines are
    /// not comparable.
    /// </summary>
    private void MeasureLag(string sender, long sentTimestamp)
    {
        if (string.Equals(sender, node, StringComparison.Ordinal))
            metrics.Lag.Record(time.GetElapsedTime(sentTimestamp).TotalSeconds);
    }

    public ChangeMessage? Open(StoreMessage raw)
    {
        var channel = ChannelOf(raw.Topic);
        if (Open(channel, raw.Content) is not { } envelope) return null;
        try
        {
            if (envelope.Kind != MessageKind.Change)
                throw new InvalidDataException("The message is about something else.");
            var message = ChangeMessageCodec.Decode(envelope.Content.Span);
            MeasureLag(envelope.Node, message.SentTimestamp);
            return message;
        }
        catch (InvalidDataException)
        {
            Rejected(channel, "malformed");
            return null;
        }
    }

    public async ValueTask<PipelineState?> ReadAsync(string pipelineId) =>
        (await store.ReadAsync(pipelineId).ConfigureAwait(false))?.State;

    public void OnReread() => metrics.Rereads.Add(1);

    public void OnMalformed(string pipelineId) => Rejected(keys.Changes(pipelineId), "malformed");

    public void OnReadFailed(Exception exception) => logger.StepFailed("read a subscribed pipeline", exception);

    private string ChannelOf(string topic) =>
        Topics.OwnerOf(topic) is { } owner ? keys.Started(owner) : keys.Changes(topic);

    private static string Unknown(out Envelope envelope)
    {
        envelope = default;
        return "signature";
    }

    private sealed class Subscription(ChannelTable channels, string channel) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => channels.RemoveAsync(channel);
    }
}
