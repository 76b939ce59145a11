using Dpa.Realtime.Publishing;

namespace Dpa.Realtime.Tests.Publishing;

public sealed class StageSlotTests
{
    private readonly StageSlot _slot = new("a");

    public StageSlotTests() => _slot.Open(0, 0);

    /// <summary>
    /// Then the reporter lets others run: without it eight threads left the run's loop a fifth of a processor.
    /// </summary>
    [Fact]
    public void TryPut_AThousandTimesWithoutATake_IsFarAheadOnce()
    {
        Assert.Equal([1024, 2048], Enumerable.Range(1, 3000).Where(i => IsFarAhead(i)));
    }

    [Fact]
    public void TryPut_AfterATake_CountsAnew()
    {
        for (var i = 0; i < 1000; i++) IsFarAhead(i);
        _slot.Take(new StageChange { Id = "a" }, 0);

        Assert.Equal([1024], Enumerable.Range(1, 1500).Where(i => IsFarAhead(i)));
    }

    private bool IsFarAhead(int done)
    {
        Assert.True(_slot.TryPut(0, done, 3000, null, null, false, out var isFarAhead));
        return isFarAhead;
    }
}
