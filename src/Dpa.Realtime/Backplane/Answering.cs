using System.Collections.Immutable;

namespace Dpa.Realtime.Backplane;

/// <summary>
/// A person answers a question. Of all answers the first that is committed counts; the same request again, after its
/// answer was lost, is answered as before.
/// </summary>
internal static class Answering
{
    public static Decision Decide(Entry entry, PipelineChange change, int transitionsKept, Moment at)
    {
        var (state, answer) = (entry.State, change.Answer!);
        if (QuestionMerge.FindAnswer(state, answer.QuestionId) is { } given)
            return string.Equals(given.Request, answer.Request, StringComparison.Ordinal)
                ? new Decision(new ApplyResult(ApplyStatus.Applied, state, BroughtBy(given, state)))
                : Decision.Only(ApplyStatus.AlreadyAnswered, entry);
        if (!QuestionMerge.IsOpen(state, answer.QuestionId) || state.Question!.ExpiresAt <= at.Now)
            return Decision.Only(ApplyStatus.NoSuchQuestion, entry);
        if (!QuestionMerge.IsChoice(state.Question, answer)) return Decision.Only(ApplyStatus.InvalidAnswer, entry);
        var accepted = answer with
        {
            AnsweredAt = at.Now > state.Timestamp ? at.Now : state.Timestamp, // its transitions' time
            Stage = state.Question.Stage,
        };
        var outcome = PipelineMerge.Apply(state, change with { Answer = accepted }, transitionsKept, at.Now);
        return new Decision(new ApplyResult(outcome.Status, outcome.State, outcome.Transitions, outcome.Reason))
        {
            Next = outcome.Status == ApplyStatus.Applied ? entry with { State = outcome.State } : null,
            Changes = outcome.Status == ApplyStatus.Applied ? [Decision.Accepted(outcome, change.TraceParent, at)] : [],
        };
    }

    /// <summary>The transitions of the answer's own change, as far as they are kept.</summary>
    private static ImmutableArray<PipelineTransition> BroughtBy(QuestionAnswer given, PipelineState state) =>
        [
            .. state.Transitions.Where(t =>
                t is { From: PipelineStatus.Waiting, To: PipelineStatus.Processing }
                && t.Timestamp == given.AnsweredAt),
        ];

    /// <summary>
    /// Whether another question is open that another producer waits for. A question left by a producer that is gone is
    /// superseded; one that has its answer is not asked.
    /// </summary>
    public static bool IsTaken(Entry entry, PipelineChange change) =>
        change.Ask is { } ask
        && entry.State.Question is { } open
        && !string.Equals(open.Id, ask.Id, StringComparison.Ordinal)
        && !string.Equals(open.AskedBy, change.ProducerToken, StringComparison.Ordinal)
        && entry.Producers.ContainsKey(open.AskedBy)
        && QuestionMerge.AnswerTo(ask, entry.State) is null;
}
