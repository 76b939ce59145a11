namespace Dpa.Realtime.FanOut;

/// <summary>
/// Which of a run of changes still have to be sent (docs/protocol.md#change): every transition, and the newest progress
/// of each stage. A progress is superseded by a later change of its stage, or by a later full state with nothing
/// written in between: the connection may be cut between the two, and a client that then names the frame in between as
/// its position is sent only stages that changed after it. Pure.
/// </summary>
internal static class Conflation
{
    /// <summary>Marks those of a run (oldest first, at most 64) that are kept, as bits by their place in it.</summary>
    /// <returns>How many are kept.</returns>
    public static int Keep(ReadOnlySpan<LogEntry> run, out ulong mask)
    {
        Span<ulong> seen = stackalloc ulong[4]; // at most 200 stages
        seen.Clear();
        var wholeNext = false; // whether the next frame that is kept is a full state
        var kept = 0;
        mask = 0;
        for (var i = run.Length - 1; i >= 0; i--)
        {
            var entry = run[i];
            var superseded = wholeNext || (!entry.IsWhole && IsSeen(seen, entry.StageIndex));
            if (entry.HasTransition || !superseded)
            {
                mask |= 1UL << i;
                kept++;
                wholeNext = entry.IsWhole;
            }

            if (!entry.IsWhole) seen[entry.StageIndex >> 6] |= 1UL << (entry.StageIndex & 63);
        }

        return kept;
    }

    public static bool IsKept(ulong mask, int place) => (mask & (1UL << place)) != 0;

    private static bool IsSeen(ReadOnlySpan<ulong> seen, int stage) => (seen[stage >> 6] & (1UL << (stage & 63))) != 0;
}
