using Dpa.Realtime.Protocol;
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

    [Fact]
    public void Peek_TheProducersEstimate_CountsDown()
    {
        _slot.TryEstimate(Estimate.Of(TimeSpan.FromSeconds(60), null, null), 0);

        Assert.Equal(TimeSpan.FromSeconds(50), Peek(10).Eta);
    }

    [Fact]
    public void Peek_WithoutOne_KeepsTheEstimateThatWasTakenLast()
    {
        Put(10);
        var taken = _slot.Take(new StageChange { Id = "a" }, Ticks(10));
        Put(20);

        Assert.Equal(TimeSpan.FromSeconds(90), taken.Eta);
        Assert.Equal((20.0, taken.Eta), (Peek(20).Progress, Peek(20).Eta));
        _slot.Open(20, Ticks(30));
        Put(21);
        Assert.Null(Peek(40).Eta);
    }

    [Fact]
    public void Follow_AnAttemptThatGoesOnAfterAnInterrupt_KeepsItsPercentage()
    {
        Put(40);
        _slot.Follow(Moved(PipelineStatus.Interrupted), null, 0);
        Assert.True(_slot.IsClosed);

        _slot.Follow(Moved(PipelineStatus.Processing), null, 0);

        Assert.Equal((false, 40.0), (_slot.IsClosed, _slot.Highest));
    }

    [Theory]
    [InlineData(true, 60)] // a lost producer's successor: what the pipeline has counts, too
    [InlineData(false, 0)]
    public void Follow_ANewAttempt_BeginsFromZeroUnlessItKeepsTheProgress(bool keeps, double expected)
    {
        Put(40);
        var known = new StageState { Id = "a", StageId = "p:a", Name = "A", Progress = 60 };

        _slot.Follow(Moved(PipelineStatus.Processing) with { NewAttempt = true, KeepProgress = keeps }, known, 0);

        Assert.Equal(expected, _slot.Highest);
    }

    private static StageChange Moved(PipelineStatus status) => new() { Id = "a", Status = status };

    private static long Ticks(int seconds) => seconds * TimeSpan.TicksPerSecond;

    private StageChange Peek(int seconds) => _slot.Peek(new StageChange { Id = "a" }, Ticks(seconds));

    private void Put(double percent) => Assert.True(_slot.TryPut(percent, -1, -1, null, null, false, out _));

    private bool IsFarAhead(int done)
    {
        Assert.True(_slot.TryPut(0, done, 3000, null, null, false, out var isFarAhead));
        return isFarAhead;
    }
}
