using Dpa.Realtime.FanOut;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Tests.FanOut;

public sealed class ResumeRulesTests
{
    private const string Epoch = "0190a000-0000-7000-8000-000000000002";
    private const string Older = "0190a000-0000-7000-8000-000000000001";
    private const string Newer = "0190a000-0000-7000-8000-000000000003";

    private static readonly PipelineState Head = new()
    {
        Id = "p", Owner = "u", Position = new PipelinePosition(Epoch, 10),
    };

    [Fact]
    public void Answer_NothingHeld_TheWholeState() => Assert.Equal(FullStateShape.Whole, Answer(null));

    [Fact]
    public void Answer_TheNewestHeld_Nothing() => Assert.Null(Answer(new PipelinePosition(Epoch, 10)));

    [Fact]
    public void Answer_AnOlderVersionHeld_TheStagesChangedSince()
    {
        var shape = Answer(new PipelinePosition(Epoch, 7))!.Value;

        Assert.True(shape.Partial);
        Assert.Equal(7, shape.StagesAfter);
    }

    [Fact]
    public void Answer_ToAClientWithoutTheSubProtocol_NeverPartial() =>
        Assert.Equal(
            FullStateShape.Whole,
            ResumeRules.Answer(Head, new PipelinePosition(Epoch, 7), SubscriptionDetail.Stages, mayBePartial: false));

    [Fact]
    public void Answer_AnOlderEpochHeld_TheWholeStateWithoutReset() =>
        Assert.Equal(FullStateShape.Whole, Answer(new PipelinePosition(Older, 99)));

    [Theory]
    [InlineData(Epoch, 11)]
    [InlineData(Newer, 1)]
    public void Answer_AheadOfTheHead_AResetWithEverything(string epoch, long version)
    {
        var shape = Answer(new PipelinePosition(epoch, version))!.Value;

        Assert.True(shape.Reset);
        Assert.False(shape.Partial);
    }

    private static FullStateShape? Answer(PipelinePosition? since) =>
        ResumeRules.Answer(Head, since, SubscriptionDetail.Stages, mayBePartial: true);
}
