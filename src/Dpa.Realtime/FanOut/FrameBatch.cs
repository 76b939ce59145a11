using System.Collections.Immutable;
using Dpa.Realtime.WebSockets;

namespace Dpa.Realtime.FanOut;

/// <summary>What lies between two places of a log as one piece, the same for every reader that goes that way.</summary>
/// <param name="From">The first version in it; the last is the head's.</param>
/// <param name="Frames">What is kept of it, ready for the wire.</param>
/// <param name="Changes">The changes whose frames these are.</param>
/// <param name="Reading">What handing it over comes to.</param>
internal sealed record FrameBatch(long From, TextFrames Frames, ImmutableArray<AcceptedChange> Changes, LogReading Reading);
