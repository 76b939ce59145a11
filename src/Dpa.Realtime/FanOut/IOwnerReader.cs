namespace Dpa.Realtime.FanOut;

/// <summary>Receives the starts of an owner's pipelines, and the changes of their status.</summary>
internal interface IOwnerReader
{
    /// <summary>On the publisher's thread: returns at once.</summary>
    void OnStarted(string pipelineId);

    /// <summary>The status of one of them changed. On the publisher's thread: returns at once.</summary>
    void OnStatusChanged(string pipelineId)
    {
    }

    /// <summary>Changes of a status may have been missed. Returns at once.</summary>
    void Missed()
    {
    }
}
