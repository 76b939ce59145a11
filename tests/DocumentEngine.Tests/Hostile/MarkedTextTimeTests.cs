using DocumentEngine.Blocks;

namespace DocumentEngine.Tests.Hostile;

/// <summary>What is left out of a page costs no time for what stands before it.</summary>
public sealed class MarkedTextTimeTests
{
    [Fact]
    public void CutTo_FourTimesAsOften_TakesAboutFourTimesTheTime()
    {
        _ = Taken(100); // warm

        var (one, four) = (Taken(1_000), Taken(4_000));

        // 16 times the time where it grows with the square; 200 ms of grace for what is too short to measure.
        Assert.True(four < (one * 9) + TimeSpan.FromMilliseconds(200), $"{one} for one, {four} for four times");
    }

    [Fact]
    public void CutTo_Place_LeavesWhatStandsBeforeIt()
    {
        var text = new MarkedText();
        var kept = new string('k', 9_000);
        text.Append(kept);
        var place = text.Place();
        text.Append(new string('x', 20_000));

        Assert.True(text.CutTo(place));
        Assert.False(text.CutTo(text.Place()));
        text.Append("more");
        Assert.Equal(kept + "more", text.ToString());
    }

    private static TimeSpan Taken(int times) => ThreadTimes.Of(() =>
    {
        var (text, kept, cut) = (new MarkedText(), new string('k', 4_000), new string('x', 9_000));
        for (var i = 0; i < times; i++)
        {
            text.Append(kept);
            var place = text.Place();
            text.Append(cut);
            _ = text.CutTo(place);
        }
    });
}
