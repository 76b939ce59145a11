using Dpa.Realtime.Backplane;

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
