using CsCheck;
using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Tests.Backplane;

/// <summary>
/// Several people answer at once, over a store that compares and sets, and that loses commits and their answers. A
/// failure prints its seed.
/// </summary>
public sealed class AnsweringPropertyTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(50);

    /// <summary>What one step of somebody's request meets.</summary>
    private enum Step
    {
        /// <summary>The entry is read.</summary>
        Read,

        /// <summary>A decision is made from what was read, and committed where it still is the newest.</summary>
        Commit,

        /// <summary>The same, but its answer does not arrive.</summary>
        CommitUnheard,

        /// <summary>The commit does not arrive.</summary>
        CommitLost,

        /// <summary>A producer that took over asks the question again.</summary>
        AskAgain,
    }

    [Fact]
    public void Answers_InAnyOrderRepeatedOrLost_OneIsAcceptedAndAllOthersAreTold() =>
        Gen.Select(Gen.Int[2, 5], Gen.Select(Gen.Int[0, 4], Gen.Enum<Step>()).Array[0, 60], Gen.Bool)
            .Sample(
                (people, steps, byStage) =>
                {
                    var store = new Store(Asked(byStage ? "a" : null));
                    var requests = Enumerable.Range(0, people).Select(i => new Request(store, i)).ToArray();
                    foreach (var (who, step) in steps) requests[who % people].Do(step);
                    foreach (var request in requests) request.Finish();

                    var accepted = Assert.Single(requests, r => r.Status == ApplyStatus.Applied);
                    Assert.All(
                        requests.Except([accepted]), r => Assert.Equal(ApplyStatus.AlreadyAnswered, r.Status));
                    var state = store.Newest.State;
                    Assert.Equal(accepted.Name, Assert.Single(state.Answers).AnsweredBy);
                    Assert.Equal(PipelineStatus.Processing, state.Status);
                    Assert.Null(state.Question);
                    Assert.Single(state.Transitions, t => t.Stage is null && t.From == PipelineStatus.Waiting);
                    Assert.DoesNotContain(state.Stages, s => s.Status == PipelineStatus.Waiting);
                },
                iter: 5000);

    private static Entry Asked(string? stage)
    {
        var start = new PipelineStart("p", "u") { Stages = [new("a"), new("b")] };
        var entry = new Entry(PipelineMerge.Create(start, "e", Now)).Admit("t", exclusive: true);
        var begin = new StageChange { Id = "a", Status = PipelineStatus.Processing };
        entry = Decide(entry, Change(1) with { Stages = [begin] }).Next!;
        return Decide(entry, Asking(2, stage)).Next!;
    }

    private static PipelineChange Change(long sequence) =>
        new() { PipelineId = "p", ProducerToken = "t", Sequence = sequence };

    private static PipelineChange Asking(long sequence, string? stage) => Change(sequence) with
    {
        Ask = new PipelineQuestion("q", "Which?") { Stage = stage, Choices = ["one", "two"] },
        Stages = stage is null ? [] : [new StageChange { Id = stage, Status = PipelineStatus.Waiting }],
    };

    private static Decision Decide(Entry entry, PipelineChange change) =>
        Applying.Decide(entry, change, 64, new Moment(Now, 0));

    /// <summary>Compares and sets.</summary>
    private sealed class Store(Entry begin)
    {
        public Entry Newest { get; private set; } = begin;

        public bool TryCommit(Entry before, Entry next)
        {
            if (!ReferenceEquals(before, Newest)) return false;
            Newest = next;
            return true;
        }
    }

    /// <summary>One person's answer on its way; what is not heard is repeated.</summary>
    private sealed class Request(Store store, int number)
    {
        private readonly QuestionAnswer _answer = new("q", number % 2 == 0 ? "\"one\"" : "\"two\"")
        {
            AnsweredBy = $"user-{number}", Request = $"request-{number}",
        };

        private Entry _read = store.Newest;

        public string Name => _answer.AnsweredBy;

        public ApplyStatus? Status { get; private set; }

        public void Do(Step step)
        {
            if (step == Step.Read) _read = store.Newest;
            else if (step == Step.AskAgain) AskAgain();
            else if (Status is null) Commit(isLost: step == Step.CommitLost, isHeard: step == Step.Commit);
        }

        public void Finish()
        {
            while (Status is null)
            {
                Do(Step.Read);
                Do(Step.Commit);
            }
        }

        private void Commit(bool isLost, bool isHeard)
        {
            var change = new PipelineChange { PipelineId = "p", ProducerToken = "", Sequence = 0, Answer = _answer };
            var decision = Decide(_read, change);
            // Nothing is refused on the word of an entry that may be old.
            var holds = decision.Next is null
                ? ReferenceEquals(_read, store.Newest)
                : !isLost && store.TryCommit(_read, decision.Next);
            if (holds && isHeard) Status = decision.Answer.Status;
        }

        private void AskAgain()
        {
            var newest = store.Newest;
            var admitted = Admitting.Decide(newest, "t2", exclusive: true).Next!;
            var asking = Asking(1 + (admitted.Producers["t2"].Sequence), newest.State.Question?.Stage) with
            {
                ProducerToken = "t2",
            };
            if (newest.State.Question is not null) store.TryCommit(newest, Decide(admitted, asking).Next!);
            else store.TryCommit(newest, admitted);
        }
    }
}
