using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Specification;

/// <summary>Questions: a pipeline waits for a person, and of all answers one counts.</summary>
public abstract class QuestionSpecification(BackplaneWorld world) : BackplaneSpecification(world)
{
    private static readonly PipelineQuestion Duplicate = new("duplicate", "It is there already. What now?")
    {
        Choices = ["open", "again", "both"], Schema = """{"type":"string"}""", ExpiresAt = DateTimeOffset.MaxValue,
    };

    [Fact]
    public async Task Ask_ByAStage_BothWaitAndEveryNodeSeesTheQuestion()
    {
        var (other, receiver) = AnotherNode();
        await other.SubscribeAsync("p", Ct);
        await StartedAsync(Start("p", "a", "b"));
        await ApplyAsync("p", Begin("a"), Begin("b"));

        var asked = await AskAsync("a");

        Assert.Equal(
            [PipelineStatus.Waiting, PipelineStatus.Processing], asked.Stages.Select(s => s.Status));
        await receiver.UntilAsync(r => r.Changes.Exists(c => c.State.Position == asked.Position));
        var seen = receiver.Changes.Last(c => c.State.Position == asked.Position);
        Assert.Equal(PipelineStatus.Waiting, seen.State.Status);
        AssertSame(asked.Question!, seen.State.Question);
        AssertSame(asked.Question!, (await other.ReadAsync(["p"], Ct)).Single().Question);
    }

    [Fact]
    public async Task Ask_WhileAnotherStageReports_ItsProgressIsAccepted()
    {
        await StartedAsync(Start("p", "a", "b"));
        await ApplyAsync("p", Begin("a"), Begin("b"));
        await AskAsync("a");

        var state = await AcceptedAsync(ApplyAsync("p", At("b", 40)));

        Assert.Equal((PipelineStatus.Waiting, 20.0), (state.Status, state.OverallProgress));
        await RefusedAsync(ApplyStatus.IllegalTransition, "p", ApplyAsync("p", At("a", 10)));
    }

    [Fact]
    public async Task Answers_FromTwoNodesAtTheSameMoment_OneIsAcceptedAndEveryOtherIsTold()
    {
        var (other, _) = AnotherNode();
        await StartedAsync(Start("p", "a"));
        await ApplyAsync("p", Begin("a"));
        await AskAsync("a");

        var given = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(i => Task.Run(
                () => AnswerAsync(i % 2 == 0 ? Backplane : other, Duplicate.Choices[i % 3], $"request-{i}"), Ct)));

        Assert.Single(given, r => r.Status == ApplyStatus.Applied);
        Assert.Equal(7, given.Count(r => r.Status == ApplyStatus.AlreadyAnswered));
        var state = (await ReadAsync("p"))!;
        var winner = Array.FindIndex(given, r => r.Status == ApplyStatus.Applied);
        Assert.Equal(Duplicate.Choices[winner % 3], state.Answers.Single().Text);
        Assert.Equal((PipelineStatus.Processing, null), (state.Status, state.Question));
        Assert.Single(state.Transitions, t => t.Stage is null && t.From == PipelineStatus.Waiting);
    }

    [Fact]
    public async Task Answer_TheSameRequestAgain_IsAnsweredAsBefore()
    {
        var (other, _) = AnotherNode();
        await StartedAsync(Start("p"));
        await AskAsync();
        await AnswerAsync(Backplane, "both", "request");

        Assert.Equal(ApplyStatus.Applied, (await AnswerAsync(other, "both", "request")).Status);
        Assert.Equal(ApplyStatus.AlreadyAnswered, (await AnswerAsync(other, "both", "another")).Status);
    }

    [Fact]
    public async Task Answer_WhatCannotBe_IsRefusedByItsReasonAndChangesNothing()
    {
        await RefusedAsync(ApplyStatus.NotFound, "p", AnswerAsync(Backplane, "open", "r1"));
        await StartedAsync(Start("p"));
        await RefusedAsync(ApplyStatus.NoSuchQuestion, "p", AnswerAsync(Backplane, "open", "r2"));
        await AskAsync();
        await RefusedAsync(ApplyStatus.InvalidAnswer, "p", AnswerAsync(Backplane, "none of them", "r3"));

        Assert.Equal(ApplyStatus.Applied, (await AnswerAsync(Backplane, "open", "r4")).Status);
        await RefusedAsync(ApplyStatus.AlreadyAnswered, "p", AnswerAsync(Backplane, "open", "r5"));
    }

    [Fact]
    public async Task TakeOver_BeforeTheAnswer_TheSameQuestionIsAskedAgainAndAnswered()
    {
        var (other, _) = AnotherNode();
        await StartedAsync(Start("p"));
        await AskAsync();
        await other.ResumeAsync("p", "producer-2", exclusive: true, Ct);

        var again = await other.ApplyAsync(Change("p", "producer-2") with { Ask = Duplicate }, Ct);

        Assert.Equal((ApplyStatus.Applied, "duplicate"), (again.Status, again.State!.Question!.Id));
        Assert.Empty(again.Transitions);
        Assert.Equal(ApplyStatus.Applied, (await AnswerAsync(Backplane, "again", "r")).Status);
        await RefusedAsync(
            ApplyStatus.ProducerReplaced, "p", Backplane.ApplyAsync(Change("p") with { Ask = Duplicate }, Ct).AsTask());
    }

    [Fact]
    public async Task TakeOver_AfterTheAnswer_TheSameQuestionHasItAtOnce()
    {
        var (other, _) = AnotherNode();
        await StartedAsync(Start("p", "a"));
        await ApplyAsync("p", Begin("a"));
        await AskAsync("a");
        await AnswerAsync(Backplane, "both", "r");
        await other.ResumeAsync("p", "producer-2", exclusive: true, Ct);
        var begin = Begin("a") with { NewAttempt = true, KeepProgress = true };
        await other.ApplyAsync(Change("p", "producer-2") with { Stages = [begin] }, Ct);

        var again = await other.ApplyAsync(
            Change("p", "producer-2") with
            {
                Ask = Duplicate with { Stage = "a" }, Stages = [To("a", PipelineStatus.Waiting)],
            },
            Ct);

        Assert.Equal((ApplyStatus.Unchanged, PipelineStatus.Processing), (again.Status, again.State!.Status));
        Assert.Equal(("both", "user-2"), (again.State.Answers.Single().Text, again.State.Answers.Single().AnsweredBy));
    }

    [Fact]
    public async Task Lease_RunsOutWhileWaiting_ThePipelineEndsLikeOneUnderWay()
    {
        await StartedAsync(Start("p", "a"));
        await ApplyAsync("p", Begin("a"));
        await AskAsync("a");

        await World.PassAsync(World.Options.ProducerLease * 1.5);

        var state = (await ReadAsync("p"))!;
        Assert.Equal((World.Options.LostProducerStatus, "producer_lost"), (state.Status, state.Error?.Code));
        Assert.Equal(World.Options.LostProducerStatus, state.Stages[0].Status);
    }

    [Fact]
    public async Task Lease_RenewedWhileWaiting_Holds()
    {
        await StartedAsync(Start("p"));
        await AskAsync();
        for (var i = 0; i < 6; i++)
        {
            await World.PassAsync(World.Options.ProducerLease / 2);
            await Backplane.RenewLeasesAsync([new("p", Token)], Ct);
        }

        var state = (await ReadAsync("p"))!;
        Assert.Equal((PipelineStatus.Waiting, "duplicate"), (state.Status, state.Question?.Id));
    }

    [Fact]
    public async Task Loss_TheStateIsRestored_WithItsQuestionAndItsAnswers()
    {
        await StartedAsync(Start("p"));
        await AskAsync();
        await AnswerAsync(Backplane, "both", "r1");
        var asked = await AcceptedAsync(
            Backplane.ApplyAsync(Change("p") with { Ask = new PipelineQuestion("name", "Which name?") }, Ct).AsTask());
        var held = asked with { Position = asked.Position with { Version = asked.Position.Version + 10 } };

        var restored = (await Backplane.RestoreAsync(held, Ct)).State!;

        Assert.Equal(asked.Position.Epoch, restored.Continues);
        Assert.Equal(("name", "both"), (restored.Question!.Id, restored.Answers.Single().Text));
        var read = (await ReadAsync("p"))!;
        Assert.Equal(("name", "both"), (read.Question!.Id, read.Answers.Single().Text));
    }

    [Fact]
    public async Task Child_ThatWaits_IsALiveOneToItsParent()
    {
        await StartedAsync(new PipelineStart("batch", Owner) { Children = 2 });
        await StartedAsync(new PipelineStart("p", Owner) { ParentId = "batch" }, "producer-2");
        await Backplane.ApplyAsync(Change("p", "producer-2") with { Ask = Duplicate }, Ct);

        var parent = (await ReadAsync("batch"))!;
        Assert.Equal((1, PipelineStatus.Processing), (parent.Children[PipelineStatus.Waiting], parent.Status));

        await AnswerAsync(Backplane, "open", "r");
        parent = (await ReadAsync("batch"))!;
        Assert.False(parent.Children.ContainsKey(PipelineStatus.Waiting));
        Assert.Equal(1, parent.Children[PipelineStatus.Processing]);
    }

    private async Task<PipelineState> AskAsync(string? stage = null) =>
        await AcceptedAsync(
            Backplane
                .ApplyAsync(
                    Change("p") with
                    {
                        Ask = Duplicate with { Stage = stage },
                        Stages = stage is null ? [] : [To(stage, PipelineStatus.Waiting)],
                    },
                    Ct)
                .AsTask());

    private static async Task<ApplyResult> AnswerAsync(IBackplane backplane, string choice, string request) =>
        await backplane.ApplyAsync(
            new PipelineChange
            {
                PipelineId = "p",
                ProducerToken = "",
                Sequence = 0,
                Answer = new QuestionAnswer("duplicate", $"\"{choice}\"") { AnsweredBy = "user-2", Request = request },
            },
            Ct);

    private static void AssertSame(PipelineQuestion expected, PipelineQuestion? actual) =>
        Assert.Equal(expected, actual);
}
