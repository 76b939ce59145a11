namespace Dpa.Realtime.Client.Tests.Connections;

/// <summary>The rules for a server that was unavailable and is reached again.</summary>
public sealed class SupervisorTests
{
    private static readonly SupervisionRules Rules = SupervisionRules.Of(new RealtimeClientOptions());

    private static readonly Failure Cut = Failure.Closed(1006);

    [Fact]
    public void Reached_AfterAnOutage_DialsAtOnceAndForgetsTheFailures()
    {
        var state = Next(FallenBack(), new SupervisionEvent.Reached(false), new SupervisionEvent.Reached(true));

        Assert.Equal((Phase.Dialling, 0, true), (state.Phase, state.Failures, state.IsFallback));
        Assert.True(Next(state, Down()).DueAt <= Rules.BackoffCap);
        Assert.True(Next(state, Down()).IsFallback); // which goes on meanwhile
    }

    [Fact]
    public void Reached_WhileAnAttemptIsUnderWay_IsFollowedByTheNextOneSoon()
    {
        var dialling = Next(FallenBack(), new SupervisionEvent.Reached(false), new SupervisionEvent.Due());
        var state = Next(dialling, new SupervisionEvent.Reached(true), Down());

        Assert.Equal(Phase.Waiting, state.Phase);
        Assert.True(state.DueAt <= Rules.BackoffBase * 2);
    }

    /// <summary>Something on the way lets no sockets through: each answer over HTTP would dial one.</summary>
    [Fact]
    public void Reached_WhereHttpAnsweredAllTheTime_LeavesTheSocketToItsTime()
    {
        var state = Next(FallenBack(Failure.Greetless), new SupervisionEvent.Reached(true));

        Assert.Equal((Phase.Waiting, Rules.ProbeInterval), (state.Phase, state.DueAt));
    }

    [Fact]
    public void ForbiddenOrigin_PollsAtOnceAndTriesTheSocketAgain()
    {
        var refused = new Failure(403, Failure.ForbiddenOrigin, "No.");
        var dialling = Next(Supervision.Idle, new SupervisionEvent.Start());
        var state = Next(dialling, Down(refused));

        Assert.Equal(
            (Phase.Waiting, Rules.ProbeInterval, true, refused),
            (state.Phase, state.DueAt, state.IsFallback, state.Failure));
        Assert.Equal(Phase.Dialling, Next(state, new SupervisionEvent.Due()).Phase);
        Assert.Equal(Phase.Waiting, Next(state, new SupervisionEvent.Due(), Down(refused)).Phase);
    }

    private static Supervision FallenBack(Failure? failure = null)
    {
        var state = Next(Supervision.Idle, new SupervisionEvent.Start());
        for (var i = 1; i < Rules.Attempts; i++) state = Next(state, Down(failure), new SupervisionEvent.Due());
        state = Next(state, Down(failure));
        Assert.True(state.IsFallback);
        return state;
    }

    private static SupervisionEvent.Down Down(Failure? failure = null) => new(TimeSpan.Zero, 0.5, failure ?? Cut);

    private static Supervision Next(Supervision state, params SupervisionEvent[] events) =>
        events.Aggregate(state, static (before, happened) => Supervisor.Next(before, happened, Rules));
}
