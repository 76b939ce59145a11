namespace DocumentPipelineHost.Tests.Browser.Bars;

/// <summary>Whether what was painted is true: near the state, in time, and never back.</summary>
internal static class BarJudge
{
    /// <summary>In points of a percent.</summary>
    private const double Near = 5;

    /// <summary>In milliseconds.</summary>
    private const double InTime = 300;

    /// <summary>The browser rounds.</summary>
    private const double Rounding = 0.06;

    /// <param name="frames">The frames of one bar.</param>
    /// <param name="near">How far the bar may be from the state.</param>
    public static void AssertTrue(IReadOnlyList<BarFrame> frames, double near = Near)
    {
        Assert.NotEmpty(frames);
        for (var i = 0; i < frames.Count; i++)
        {
            AssertNear(frames, i, near);
            AssertInTime(frames, i);
            if (
                i > 0
                && frames[i].Run == frames[i - 1].Run
                && frames[i - 1].Shown is { } before
                && frames[i].Shown is { } now)
                Assert.True(now >= before - Rounding, Tell(frames, i, "went back"));
        }
    }

    /// <summary>How far the bar was from the state at most, and how often it was read while there was one.</summary>
    public static string Summary(IReadOnlyList<BarFrame> frames)
    {
        var known = frames.Where(static f => f.Known is not null && f.Shown is not null).ToArray();
        return $"{frames[0].Bar}: {known.Length} frames, at most "
            + $"{known.Max(static f => Math.Abs(f.Known!.Value - f.Shown!.Value)):F1} points from the state";
    }

    private static void AssertNear(IReadOnlyList<BarFrame> frames, int i, double near)
    {
        var (shown, number, known) = (frames[i].Shown, frames[i].Number, frames[i].Known);
        if (known is null)
        {
            Assert.True(shown is null && number is null, Tell(frames, i, "shows a value though none is known"));
            return;
        }

        Assert.True(shown is not null, Tell(frames, i, "shows nothing though a value is known"));
        Assert.True(Math.Abs(shown.Value - known.Value) <= near + Rounding, Tell(frames, i, "is not near the state"));
        // Written as a whole number; at the end a word stands in its place.
        Assert.True(
            number is null ? known == 100 : Math.Abs(number.Value - known.Value) < Math.Max(1.01, near),
            Tell(frames, i, "has a number that is not near the state"));
    }

    /// <summary>What was known that long ago is shown by now.</summary>
    private static void AssertInTime(IReadOnlyList<BarFrame> frames, int i)
    {
        var old = frames.Take(i).LastOrDefault(frame => frame.Counted <= frames[i].Counted - InTime);
        if (old?.Known is { } known && old.Run == frames[i].Run && frames[i].Shown is { } shown)
            Assert.True(
                shown >= known - Rounding,
                Tell(frames, i, $"does not show the {known} that was known {frames[i].At - old.At:F0} ms before"));
    }

    private static string Tell(IReadOnlyList<BarFrame> frames, int i, string what) =>
        $"{frames[i].Bar} {what}:\n{string.Join('\n', frames.Skip(i - 6).Take(10))}";
}
