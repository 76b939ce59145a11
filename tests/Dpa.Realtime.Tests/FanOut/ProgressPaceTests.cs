using Dpa.Realtime.FanOut;
using Microsoft.Extensions.Time.Testing;

namespace Dpa.Realtime.Tests.FanOut;

/// <summary>How often the readers of a log are woken.</summary>
public sealed class ProgressPaceTests : IDisposable
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly DelayWheel _wheel;
    private readonly Load _load = new();
    private readonly LogFixture _fixture;
    private readonly Reader _reader = new();

    public ProgressPaceTests()
    {
        _wheel = new DelayWheel(_time);
        _fixture = new LogFixture(log: new PipelineLog("p", new ProgressPace(_wheel, _load, _time)));
        _fixture.Log.Add(_reader);
        _reader.Woken = 0;
    }

    [Fact]
    public void Progress_AfterQuiet_WakesAtOnce()
    {
        _fixture.Progress("s0", 1);

        Assert.Equal(1, _reader.Woken);
    }

    [Theory]
    [InlineData(false, 60)]
    [InlineData(true, 34)]
    public void Progress_AsFastAsPossible_WakesAtMostSixtyTimesASecond(bool isBehind, int most)
    {
        _load.IsBehind = isBehind;

        for (var i = 0; i < 1000; i++)
        {
            for (var j = 0; j < 5; j++) _fixture.Progress("s0", ((i * 5) + j + 1) / 50.0);
            _time.Advance(Millisecond);
        }

        Assert.InRange(_reader.Woken, most / 2, most);
    }

    /// <summary>In the next turn, though nothing comes after it; and it is the newest.</summary>
    [Fact]
    public void Progress_TheLastOfMany_WakesInItsTurn()
    {
        for (var i = 1; i <= 50; i++) _fixture.Progress("s0", i);
        var before = _reader.Woken;
        _fixture.Read();
        _fixture.Progress("s0", 60);

        _time.Advance(ProgressPace.IntervalBehind);

        Assert.Equal(before + 1, _reader.Woken);
        Assert.Equal(["s0 60"], LogFixture.Describe(_fixture.Read()));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(before + 1, _reader.Woken);
    }

    /// <summary>A steady stream of reports that a person can follow is not delayed.</summary>
    [Fact]
    public void Progress_FortyTimesASecond_WakesEachTime()
    {
        for (var i = 1; i <= 80; i++)
        {
            _fixture.Progress("s0", i);
            Assert.Equal(i, _reader.Woken);
            _time.Advance(TimeSpan.FromMilliseconds(25));
        }
    }

    /// <summary>It takes along the progress that waits.</summary>
    [Fact]
    public void Transition_WhileProgressWaits_WakesAtOnce()
    {
        for (var i = 1; i <= 50; i++) _fixture.Progress("s0", i);
        _fixture.Progress("s1", 1);
        var before = _reader.Woken;

        _fixture.Stage("s2", PipelineStatus.Completed);

        Assert.Equal(before + 1, _reader.Woken);
        Assert.Equal(["s0 50", "s1 1", "s2 completed"], LogFixture.Describe(_fixture.Read()));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(before + 1, _reader.Woken);
    }

    /// <summary>What was given in a row is not held against it for longer than one turn.</summary>
    [Fact]
    public void Progress_TheDrainFallsBehind_WaitsTwoTurnsAtMost()
    {
        for (var i = 1; i <= 50; i++) _fixture.Progress("s0", i);
        _load.IsBehind = true;
        var before = _reader.Woken;
        _fixture.Progress("s0", 60);

        _time.Advance(ProgressPace.Interval);
        _time.Advance(ProgressPace.IntervalBehind);
        _time.Advance(TimeSpan.FromMilliseconds(10)); // the wheel's tick

        Assert.Equal(before + 1, _reader.Woken);
    }

    /// <summary>Whoever lacks ten thousand reports lacks one frame: no full state stands in for them.</summary>
    [Fact]
    public void Read_TenThousandReportsBehind_TheNewestOfEachStage()
    {
        for (var i = 1; i <= 10_000; i++) _fixture.Progress($"s{i % 2}", i / 100.0);

        Assert.Equal(["s1 99.99", "s0 100"], LogFixture.Describe(_fixture.Read()));
    }

    /// <summary>Of another run: nobody waits for the end of the turn of the one before.</summary>
    [Fact]
    public void NewEpoch_WhileProgressWaits_WakesAtOnce()
    {
        for (var i = 1; i <= 50; i++) _fixture.Progress("s0", i);
        var before = _reader.Woken;

        _fixture.Restore(_fixture.State);

        Assert.Equal(before + 1, _reader.Woken);
    }

    public void Dispose() => _wheel.Dispose();

    private sealed class Load : IDrainLoad
    {
        public bool IsBehind { get; set; }
    }

    private sealed class Reader : ILogReader
    {
        public int Woken { get; set; }

        public void OnAppended() => Woken++;
    }
}
