using Dpa.Realtime.Backplane;
using Dpa.Realtime.Codecs;

namespace Dpa.Realtime.Engine;

/// <summary>What a feed needs of its node.</summary>
internal interface IFeedSource
{
    /// <summary>Receives the changes.</summary>
    IBackplaneReceiver Receiver { get; }

    /// <summary>The pipeline's newest state, or null where it is unknown.</summary>
    ValueTask<PipelineState?> ReadAsync(string pipelineId);

    /// <summary>A message did not follow from what was held: the pipeline is read.</summary>
    void OnReread();

    /// <summary>A message was none.</summary>
    void OnMalformed(string pipelineId);

    /// <summary>Reading failed otherwise than by an outage.</summary>
    void OnReadFailed(Exception exception);
}

/// <summary>How a node's feeds are connected with other nodes.</summary>
internal interface IFeedLine : IFeedSource
{
    /// <summary>When a change of this node counts as accepted; null for when it was decided.</summary>
    long? AcceptedTimestamp { get; }

    /// <summary>A topic has one user, or for a moment two, while one leaves.</summary>
    ValueTask<IAsyncDisposable> SubscribeAsync(string topic, Action<StoreMessage> handler);

    /// <summary>The change that a message carries, or null where it carries none: it is counted.</summary>
    ChangeMessage? Open(StoreMessage message);
}
