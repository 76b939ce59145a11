namespace Dpa.Realtime.FanOut;

/// <summary>
/// Follows a pipeline's log on this node. It is notified only that something is new, and reads it when it can.
/// </summary>
internal interface ILogReader
{
    /// <summary>Called under no lock, on the publisher's thread: returns at once.</summary>
    void OnAppended();
}
