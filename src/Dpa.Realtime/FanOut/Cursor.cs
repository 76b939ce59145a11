namespace Dpa.Realtime.FanOut;

/// <summary>How far a reader has come: what was last handed to it.</summary>
/// <param name="Position">The version last handed over; the default before the first.</param>
/// <param name="Transition">The transition count at it.</param>
/// <param name="OverallProgress">The overall progress at it.</param>
internal readonly record struct Cursor(PipelinePosition Position, long Transition, double OverallProgress);
