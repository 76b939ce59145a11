using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Tests.Backplane;

public sealed class LostStagesTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(50);

    [Fact]
    public void Of_ProgressThatIsLost_BringsItsEstimateAgain()
    {
        var start = PipelineMerge.Create(new PipelineStart("p", "u") { Stages = [new("a")] }, "e", Now);
        var restored = Applied(start, new StageChange { Id = "a", Status = PipelineStatus.Processing });
        var accepted = Applied(
            restored,
            new StageChange
            {
                Id = "a", Progress = 50, Eta = TimeSpan.FromSeconds(9), EtaLow = TimeSpan.FromSeconds(8),
                EtaHigh = TimeSpan.FromSeconds(12),
            });

        var lost = LostStages.Of(accepted, restored, ["a"]);

        Assert.Equal(accepted.Stages[0].Estimate, Applied(restored, Assert.Single(lost)).Stages[0].Estimate);
        Assert.Equal(TimeSpan.FromSeconds(9), lost[0].Eta);
    }

    private static PipelineState Applied(PipelineState state, StageChange stage)
    {
        var change = new PipelineChange { PipelineId = "p", ProducerToken = "t", Sequence = 1, Stages = [stage] };
        var outcome = PipelineMerge.Apply(state, change, 64, Now);
        Assert.Equal(ApplyStatus.Applied, outcome.Status);
        return outcome.State;
    }
}
