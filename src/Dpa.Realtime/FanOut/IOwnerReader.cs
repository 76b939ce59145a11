namespace Dpa.Realtime.FanOut;

/// <summary>Receives the starts of an owner's pipelines.</summary>
internal interface IOwnerReader
{
    /// <summary>On the publisher's thread: returns at once.</summary>
    void OnStarted(string pipelineId);
}
