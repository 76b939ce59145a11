namespace Dpa.Realtime.FanOut;

/// <summary>
/// Someone who follows a pipeline's log on this node. Told only that there is something; takes it when it can.
/// </summary>
internal interface ILogReader
{
    /// <summary>Called under no lock, on the publisher's thread: returns at once.</summary>
    void OnAppended();
}
