namespace Dpa.Realtime.Connections;

/// <summary>Something with frames to write, drained by the <see cref="DrainScheduler"/>.</summary>
internal interface IDrainable
{
    /// <summary>
    /// Writes what waits. Never blocks and never throws; a write that does not complete at once goes on by itself.
    /// </summary>
    void Drain();
}
