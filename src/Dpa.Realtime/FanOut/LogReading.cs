namespace Dpa.Realtime.FanOut;

/// <summary>What a read of the log came to.</summary>
/// <param name="Frames">Frames handed over.</param>
/// <param name="Conflated">Changes left out because a later one supersedes them.</param>
/// <param name="Snapshots">Full states that replaced a queue of changes.</param>
/// <param name="LacksWhole">Whether the last frame was a stage's, so that a client that reads the overall progress from
/// full states alone lacks it.</param>
internal readonly record struct LogReading(int Frames, int Conflated, int Snapshots, bool LacksWhole);
