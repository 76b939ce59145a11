namespace Dpa.Realtime.FanOut;

/// <summary>Someone who wants to hear of an owner's new pipelines.</summary>
internal interface IOwnerReader
{
    /// <summary>On the publisher's thread: returns at once.</summary>
    void OnStarted(string pipelineId);
}
