using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Tests.Backplane;

/// <summary>What holds for every decision, whatever it is about.</summary>
internal static class DecisionChecks
{
    public static void Check(Entry? before, Decision decision)
    {
        if (decision.Next is not { } next)
        {
            Assert.Empty(decision.Changes);
            Assert.Null(decision.LeaseToken);
            return;
        }

        Assert.True(
            decision.IsNewEpoch || decision.Answer.Status is not (ApplyStatus.NotFound or ApplyStatus.ProducerReplaced)
        );
        Assert.NotEqual(ApplyStatus.AlreadyLive, decision.Answer.Status);
        Assert.True(decision.LeaseToken is null || next.Producers.ContainsKey(decision.LeaseToken));
        if (before is not null)
            Assert.True(next.State.Fence >= before.State.Fence, "the count of take-overs goes back");
        CheckChanges(before?.State, decision, next.State);
    }

    /// <summary>The same arguments lead to the same decision.</summary>
    public static void CheckSame(Decision one, Decision other)
    {
        Assert.Equal(
            (one.Answer.Status, one.Answer.Reason, one.LeaseToken, one.Orphan),
            (other.Answer.Status, other.Answer.Reason, other.LeaseToken, other.Orphan));
        Assert.Equal(one.Changes.Select(c => c.State.Position), other.Changes.Select(c => c.State.Position));
        Assert.Equal(one.Changes.SelectMany(c => c.Transitions), other.Changes.SelectMany(c => c.Transitions));
        Assert.Equal(one.Next?.Producers.OrderBy(p => p.Key), other.Next?.Producers.OrderBy(p => p.Key));
    }

    /// <summary>A pipeline waits with an open question alone, and a stage with its own.</summary>
    public static void CheckQuestion(PipelineState state)
    {
        Assert.True(state.Status != PipelineStatus.Waiting || state.Question is not null);
        Assert.True(
            state.Question is null || state.Status is PipelineStatus.Waiting or PipelineStatus.Interrupted);
        Assert.DoesNotContain(
            state.Stages, s => s.Status == PipelineStatus.Waiting && s.Id != state.Question?.Stage);
        Assert.Equal(state.Answers.Length, state.Answers.Select(a => a.QuestionId).Distinct().Count());
    }

    private static void CheckChanges(PipelineState? state, Decision decision, PipelineState next)
    {
        if (decision.Changes.IsEmpty)
        {
            Assert.Equal(state?.Position, next.Position);
            Assert.Equal(state?.Transition, next.Transition);
            return;
        }

        Assert.Same(next, decision.Changes[^1].State);
        CheckQuestion(next);
        foreach (var change in decision.Changes)
        {
            if (decision.IsNewEpoch)
                Assert.True(
                    state is null || string.CompareOrdinal(change.State.Position.Epoch, state.Position.Epoch) > 0);
            else
                Assert.Equal(state!.Position with { Version = state.Position.Version + 1 }, change.State.Position);
            var first = decision.IsNewEpoch ? change.State.Transition + 1 : state!.Transition + 1;
            Assert.Equal(
                Enumerable.Range(0, change.Transitions.Length).Select(i => first + i),
                change.Transitions.Select(t => t.Number));
            state = change.State;
        }
    }
}
