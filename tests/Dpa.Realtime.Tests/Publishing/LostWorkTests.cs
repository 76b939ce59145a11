using Dpa.Realtime.Publishing;

namespace Dpa.Realtime.Tests.Publishing;

/// <summary>What a run reports again after a loss, beside its stages.</summary>
public sealed class LostWorkTests
{
    private static readonly PipelineState Accepted = new()
    {
        Id = "p", Owner = "u", Position = new PipelinePosition("1", 9), Status = PipelineStatus.Processing,
    };

    private static readonly PipelineState Restored = Accepted with
    {
        Position = new PipelinePosition("2", 1), Continues = "1",
    };

    [Fact]
    public void IsRestored_IsTrueOnlyInAnotherEpochThatGoesOnFromALoss()
    {
        Assert.True(LostWork.IsRestored(Restored, Accepted));
        Assert.False(LostWork.IsRestored(Restored with { Position = new PipelinePosition("2", 5) }, Restored));
        Assert.False(LostWork.IsRestored(Restored with { Continues = null }, Accepted));
    }

    [Fact]
    public void Of_ACopyThatLacksNothing_IsNull() => Assert.Null(Lost(Restored, mayClose: true));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_ACopyThatStillWaits_GoesOnWhereTheQuestionIsDoneWith(bool mayClose) =>
        Assert.Equal(
            mayClose ? PipelineStatus.Processing : null,
            Lost(Restored with { Status = PipelineStatus.Waiting }, mayClose)?.Status);

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)] // another attempt needs its own
    public void Of_ACopyWithoutTheEstimate_RepeatsItInTheSameAttempt(int attempt, bool isRepeated)
    {
        var minute = TimeSpan.FromMinutes(1);
        var accepted = Accepted with { Eta = minute, EtaLow = minute / 2, EtaHigh = 2 * minute };

        var lost = LostWork.Of(Change(), accepted, Restored with { Attempt = attempt }, [], mayClose: true);

        Assert.Equal(isRepeated ? (minute, minute / 2, 2 * minute) : (null, null, null),
            (lost?.Eta, lost?.EtaLow, lost?.EtaHigh));
    }

    private static PipelineChange? Lost(PipelineState restored, bool mayClose) =>
        LostWork.Of(Change(), Accepted, restored, [], mayClose);

    private static PipelineChange Change() => new() { PipelineId = "p", ProducerToken = "t", Sequence = 0 };
}
