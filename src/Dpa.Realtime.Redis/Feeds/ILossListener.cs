namespace Dpa.Realtime.Redis.Feeds;

/// <summary>Learns of losses that other nodes have found.</summary>
internal interface ILossListener
{
    /// <summary>Another node compares this generation of the data. Returns at once.</summary>
    void OnCompared(string generation);
}
