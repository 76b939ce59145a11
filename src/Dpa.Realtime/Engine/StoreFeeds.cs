using Dpa.Realtime.Backplane;
using Dpa.Realtime.Codecs;
using Dpa.Realtime.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Engine;

/// <summary>Connects a node's feeds by the messages of a store.</summary>
internal sealed class StoreFeeds(IPipelineStore store, TimeProvider time, ILogger logger) : IFeedLine
{
    private readonly SpacedLines _malformed = new(time);
    private readonly SpacedLines _failed = new(time);

    public IBackplaneReceiver Receiver
    {
        get => field ?? throw new InvalidOperationException("The backplane was used before Attach.");
        set;
    }

    public long? AcceptedTimestamp => null;

    public ValueTask<IAsyncDisposable> SubscribeAsync(string topic, Action<StoreMessage> handler) =>
        store.SubscribeAsync(topic, handler, default);

    public ChangeMessage? Open(StoreMessage message)
    {
        try
        {
            return ChangeMessageCodec.Decode(message.Content.Span);
        }
        catch (InvalidDataException)
        {
            OnMalformed(message.Topic);
            return null; // of another version, or not ours: the pipeline itself is the truth
        }
    }

    /// <summary>Null where another version wrote it: it is read again with the next message.</summary>
    public async ValueTask<PipelineState?> ReadAsync(string pipelineId)
    {
        var found = await store.ReadAsync([pipelineId], [], default).ConfigureAwait(false);
        try
        {
            return found.IsEmpty ? null : found[0].Record.State;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    public void OnReread()
    {
    }

    public void OnMalformed(string topic)
    {
        if (_malformed.IsDue(out var others)) logger.StoreMessageMalformed(topic, others);
    }

    public void OnReadFailed(Exception exception)
    {
        if (_failed.IsDue(out var others)) logger.FeedReadFailed(others, exception);
    }
}
