namespace Dpa.Realtime.FanOut;

/// <summary>How full the node's drain is.</summary>
internal interface IDrainLoad
{
    /// <summary>Whether connections have waited to be written to for a while without a break.</summary>
    bool IsBehind { get; }
}
