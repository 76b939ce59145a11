using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Tests.Backplane;

public sealed class StatusRulesTests
{
    private static readonly PipelineStatus[] All = Enum.GetValues<PipelineStatus>();

    [Fact]
    public void Stage_LegalMoves_AreThese()
    {
        string[] legal =
        [
            "Pending>Processing Pending>Completed Pending>Failed Pending>Cancelled Pending>Skipped",
            "Processing>Interrupted Processing>Cancelling Processing>Completed Processing>Failed Processing>Cancelled "
                + "Processing>Skipped",
            "Processing>Waiting Waiting>Processing Waiting>Interrupted Waiting>Cancelling Waiting>Completed "
                + "Waiting>Failed Waiting>Cancelled Waiting>Skipped",
            "Interrupted>Pending Interrupted>Processing Interrupted>Completed Interrupted>Failed Interrupted>Cancelled "
                + "Interrupted>Skipped",
            "Cancelling>Processing Cancelling>Interrupted Cancelling>Completed Cancelling>Failed Cancelling>Cancelled "
                + "Cancelling>Skipped",
            "Completed>Pending Completed>Processing Failed>Pending Failed>Processing Cancelled>Pending "
                + "Cancelled>Processing Skipped>Pending Skipped>Processing",
        ];

        Assert.Equal(
            legal.SelectMany(l => l.Split(' ')).Order(),
            Moves((from, to) => StatusRules.IsLegalForStage(from, to, newAttempt: false)).Order());
    }

    [Fact]
    public void Pipeline_LegalMoves_AreThese()
    {
        string[] legal =
        [
            "Pending>Processing Pending>Interrupted Pending>Cancelling Pending>Failed Pending>Cancelled",
            "Processing>Pending Processing>Interrupted Processing>Cancelling Processing>Completed Processing>Failed "
                + "Processing>Cancelled",
            "Processing>Waiting Waiting>Pending Waiting>Processing Waiting>Interrupted Waiting>Cancelling "
                + "Waiting>Completed Waiting>Failed Waiting>Cancelled",
            "Interrupted>Pending Interrupted>Processing Interrupted>Cancelling Interrupted>Failed Interrupted>Cancelled",
            "Cancelling>Interrupted Cancelling>Completed Cancelling>Failed Cancelling>Cancelled",
            "Completed>Pending Completed>Processing Failed>Pending Failed>Processing Cancelled>Pending "
                + "Cancelled>Processing Skipped>Pending Skipped>Processing",
        ];

        Assert.Equal(legal.SelectMany(l => l.Split(' ')).Order(), Moves(StatusRules.IsLegalForPipeline).Order());
    }

    [Fact]
    public void Stage_NewAttempt_MayBeginAnywhereButNotStopHalfway()
    {
        foreach (var from in All)
        foreach (var to in All)
            Assert.Equal(
                to is not (PipelineStatus.Interrupted or PipelineStatus.Cancelling or PipelineStatus.Waiting),
                StatusRules.IsLegalForStage(from, to, newAttempt: true));
    }

    private static IEnumerable<string> Moves(Func<PipelineStatus, PipelineStatus, bool> isLegal) =>
        from f in All
        from t in All
        where f != t && isLegal(f, t)
        select $"{f}>{t}";
}
