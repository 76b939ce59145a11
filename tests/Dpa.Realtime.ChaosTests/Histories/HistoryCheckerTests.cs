namespace Dpa.Realtime.ChaosTests.Histories;

/// <summary>
/// The checker is worth what it refuses: a history that is right, and the same one broken in each way that it is to
/// notice.
/// </summary>
public sealed class HistoryCheckerTests
{
    private const int Steps = 4;
    private const string Epoch = "019a0000-0000-7000-8000-000000000001";
    private const string Later = "019a0000-0000-7000-8000-000000000002";

    private static readonly Said[] Asked = [Of("a", "processing"), Of("a", "completed"), Of(null, "completed")];

    // What a client that was there from the beginning sees: a stage begins, half, done, and the pipeline's end.
    private static readonly Seen[] Right =
    [
        At(1, 0, "processing", Stage("pending", 0, null)),
        Raised(1, "a", "processing"), At(2, 1, "processing", Stage("processing", 0, null)),
        At(3, 1, "processing", Stage("processing", 50, 2)),
        Raised(2, "a", "completed"), At(4, 2, "processing", Stage("completed", 100, 4)),
        Raised(3, null, "completed"), At(5, 3, "completed", Stage("completed", 100, 4)),
    ];

    [Fact]
    public void Check_RightHistories_AreRight()
    {
        Assert.Empty(Check(Right, Right));
        Assert.Empty(Check([.. Right[..3], .. Right[4..]])); // progress may be left out
        Assert.Empty(Check([Right[0], new Seen.Skipped(3), Right[^1]])); // and transitions told as skipped
        Assert.Empty(
            Check([
                .. Right[..4], Raised(2, "a", "completed"),
                At(1, 2, "processing", Stage("completed", 100, 4), Later, continues: Epoch),
                Raised(3, null, "completed"),
                At(2, 3, "completed", Stage("completed", 100, 4), Later, continues: Epoch),
            ]));
    }

    [Fact]
    public void Check_VersionGoesBack_IsRefused() =>
        Refused("went back from", [.. Right[..4], At(2, 1, "processing", Stage("processing", 50, 2)), .. Right[4..]]);

    [Fact]
    public void Check_EpochGoesBack_IsRefused() =>
        Refused("went back from", [At(1, 0, "processing", Stage("pending", 0, null), Later), .. Right[1..]]);

    [Fact]
    public void Check_SamePositionTwice_IsRefused() => Refused("went back from", [.. Right, Right[^1]]);

    [Fact]
    public void Check_ProgressShrinks_IsRefused() =>
        Refused(
            "went back from",
            [
                .. Right[..4], At(4, 1, "processing", Stage("processing", 25, 1)), .. Right[4..6].Select(Moved),
                .. Right[6..].Select(Moved),
            ]);

    [Fact]
    public void Check_StageVanishes_IsRefused() => Refused("is gone", [.. Right[..7], At(5, 3, "completed")]);

    [Fact]
    public void Check_TransitionLost_IsRefused() => Refused("raised or skipped were", [.. Right[..4], .. Right[5..]]);

    [Fact]
    public void Check_TransitionTwice_IsRefused() => Refused("was raised where", [.. Right[..2], .. Right[1..]]);

    [Fact]
    public void Check_TransitionsOutOfOrder_IsRefused() =>
        Refused("was raised where", [.. Right[..4], Right[6], Right[4], Right[7]]);

    [Fact]
    public void Check_SkipTooLarge_IsRefused() =>
        Refused("raised or skipped were", [Right[0], new Seen.Skipped(4), Right[^1]]);

    [Fact]
    public void Check_LastStateNeverCame_IsRefused() => Refused("accepted", [.. Right[..4]]);

    [Fact]
    public void Check_AcceptedEndIsAnother_IsRefused() =>
        Refused(
            "was accepted as completed and ends as failed",
            [.. Right[..6], Raised(3, null, "failed"), At(5, 3, "failed", Stage("completed", 100, 4))]);

    [Fact]
    public void Check_TransitionNobodyAskedFor_IsRefused() =>
        Refused("was never asked for", [.. Right[..4], Raised(2, "a", "cancelled"), .. Right[5..]]);

    [Fact]
    public void Check_ProgressNobodyReported_IsRefused() =>
        Refused(
            "which nobody reported",
            [.. Right[..3], At(3, 1, "processing", Stage("processing", 60, 2)), .. Right[4..]]);

    [Fact]
    public void Check_TwoClientsDisagreeOnAState_IsRefused() =>
        Refused(
            "is another state than", Right,
            [.. Right[..3], At(3, 1, "processing", Stage("processing", 25, 1)), .. Right[4..]]);

    [Fact]
    public void Check_TwoClientsAreToldDifferentTransitions_IsRefused() =>
        Refused(
            "is another than", Right,
            [.. Right[..4], new Seen.Raised(2, "a", "completed", "another time"), .. Right[5..]]);

    [Fact]
    public void Check_NothingSeen_IsRefused() => Refused("nothing was ever seen", [[]]);

    [Fact]
    public void Check_RaisedWithoutAState_IsRefused() =>
        Refused("without a state", [.. Right, Raised(4, "a", "processing")]);

    [Fact]
    public void Check_BrokenPromise_IsRefused() =>
        Refused("the oracle says so", [.. Right, new Seen.Broken("the oracle says so")]);

    private static void Refused(string because, params Seen[][] histories)
    {
        var violations = Check(histories);
        Assert.True(
            violations.Any(v => v.Contains(because, StringComparison.Ordinal)),
            $"Not refused for '{because}': {string.Join(" ", violations)}");
    }

    private static IReadOnlyList<string> Check(params Seen[][] histories) =>
        new HistoryChecker(
            Steps,
            [.. Asked.SelectMany(a => new[] { a with { What = "asked" }, a })],
            mayLose: false).Check(histories.Select((h, i) => new WatchHistory($"watcher-{i}", "p", h)));

    private static Said Of(string? stage, string to) => new("p", stage, to, "accepted");

    private static Seen.Raised Raised(long number, string? stage, string to) =>
        new(number, stage, to, $"time {number}");

    private static StageView Stage(string status, double progress, long? done) =>
        new(status, status == "pending" ? 0 : 1, progress, done, done is null ? null : Steps);

    private static Seen.State At(
        long version, long transition, string status, StageView? stage = null, string epoch = Epoch,
        string? continues = null) =>
        new(
            epoch, version, false, continues, true,
            new StateView(
                status, 1, 0, transition, true, stage is null
                    ? new Dictionary<string, StageView>()
                    : new Dictionary<string, StageView> { ["a"] = stage }));

    private static Seen Moved(Seen seen) =>
        seen is Seen.State state ? state with { Version = state.Version + 1 } : seen;
}
