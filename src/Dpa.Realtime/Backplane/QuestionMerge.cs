using System.Collections.Immutable;
using System.Text;

namespace Dpa.Realtime.Backplane;

/// <summary>
/// A pipeline's question and its answers, as a change leaves them. A question is open while the pipeline is waiting,
/// and while it is interrupted: then nobody listens, but the answer is kept for who resumes it. Pure.
/// </summary>
internal static class QuestionMerge
{
    // They go along with each change of the pipeline, for a producer that takes over and asks again.
    private const int AnswersKept = 16;
    private const int AnswerBytesKept = 4096;

    /// <summary>Converts the question part of a change into moves.</summary>
    public static PipelineChange Expand(PipelineState state, PipelineChange change)
    {
        if (change.Ask is { } ask)
            return AnswerTo(ask, state) is null ? Asking(change, ask) : AnsweredBefore(change);
        return Closes(state, change) ? GoingOn(state, change) : change;
    }

    public static QuestionAnswer? FindAnswer(PipelineState state, string questionId)
    {
        foreach (var answer in state.Answers)
            if (string.Equals(answer.QuestionId, questionId, StringComparison.Ordinal)) return answer;
        return null;
    }

    /// <summary>
    /// The answer that a question has when it is asked again. One that a later version of the producer does not offer
    /// as a choice is none.
    /// </summary>
    public static QuestionAnswer? AnswerTo(PipelineQuestion question, PipelineState state) =>
        FindAnswer(state, question.Id) is { } answer && IsChoice(question, answer) ? answer : null;

    public static bool IsChoice(PipelineQuestion question, QuestionAnswer answer) =>
        question.Choices.Count == 0
        || (answer.Json.StartsWith('"') && question.Choices.Contains(answer.Text, StringComparer.Ordinal));

    public static bool IsOpen(PipelineState state, string questionId) =>
        string.Equals(state.Question?.Id, questionId, StringComparison.Ordinal);

    public static bool IsAskedBy(PipelineQuestion? question, string stage) =>
        question is not null && string.Equals(question.Stage, stage, StringComparison.Ordinal);

    /// <summary>Why a change may not make the pipeline or a stage wait, or null.</summary>
    public static string? Refusal(PipelineState state, PipelineChange change, StageList stages)
    {
        var waits = change.Ask is null
            && change.Status == PipelineStatus.Waiting
            && state.Status != PipelineStatus.Waiting;
        foreach (var stage in change.Stages)
            waits |= stage.Status == PipelineStatus.Waiting && !IsAskedBy(change.Ask, stage.Id);
        if (waits) return "Only a question makes a pipeline or a stage wait. Call AskAsync.";
        return change.Ask?.Stage is { } asking && !IsWaiting(stages, asking)
            ? $"The stage '{asking}' is not under way. Call StartStageAsync before it asks."
            : null;
    }

    /// <summary>
    /// Whether the stage that asks does not wait any more, without an answer: it was begun again, or ended.
    /// </summary>
    public static bool IsLeft(PipelineState state, StageList stages) =>
        state is { Status: PipelineStatus.Waiting, Question.Stage: { } asking } && !IsWaiting(stages, asking);

    /// <summary>The open question after the change, or null.</summary>
    public static PipelineQuestion? Open(
        PipelineState state, PipelineChange change, PipelineStatus to, bool isNewAttempt)
    {
        if (isNewAttempt || to is not (PipelineStatus.Waiting or PipelineStatus.Interrupted)) return null;
        if (change.Ask is { } ask) return ask == state.Question ? state.Question : ask;
        return Closes(state, change) ? null : state.Question;
    }

    /// <summary>
    /// The answers that are kept after the change. Those to a stage go with its next attempt from 0, all of them with a
    /// new attempt of a pipeline that has ended; a recovery keeps them.
    /// </summary>
    public static ImmutableArray<QuestionAnswer> Answers(PipelineState state, PipelineChange change, bool isNewAttempt)
    {
        var kept = state.Answers;
        if (isNewAttempt && state.IsEnded && state.Error?.Code != LostProducer.Code) kept = [];
        foreach (var stage in change.Stages)
            if (!kept.IsEmpty && BeginsFromZero(state, stage))
                kept = kept.RemoveAll(a => string.Equals(a.Stage, stage.Id, StringComparison.Ordinal));
        if (change.Ask is { } ask)
            kept = kept.RemoveAll(a => string.Equals(a.QuestionId, ask.Id, StringComparison.Ordinal));
        return change.Answer is { } answer && IsOpen(state, answer.QuestionId) ? Bounded(kept.Add(answer)) : kept;
    }

    private static ImmutableArray<QuestionAnswer> Bounded(ImmutableArray<QuestionAnswer> answers)
    {
        var (first, bytes) = (answers.Length, 0);
        while (first > 0 && answers.Length - first < AnswersKept)
        {
            bytes += Encoding.UTF8.GetByteCount(answers[first - 1].Json);
            if (bytes > AnswerBytesKept && first < answers.Length) break; // the newest is kept in any case
            first--;
        }

        return first == 0 ? answers : answers[first..];
    }

    private static bool BeginsFromZero(PipelineState state, StageChange change)
    {
        if (state.FindStage(change.Id) is not { } stage || stage.Error?.Code == LostProducer.Code) return false;
        var isNew = change.NewAttempt
            || (StatusRules.IsEnd(stage.Status) && change.Status is { } to && !StatusRules.IsEnd(to));
        return isNew && !change.KeepProgress;
    }

    /// <summary>Whether the open question is answered, or withdrawn.</summary>
    private static bool Closes(PipelineState state, PipelineChange change) =>
        (change.Answer?.QuestionId ?? change.Withdraw) is { } id && IsOpen(state, id);

    private static PipelineChange Asking(PipelineChange change, PipelineQuestion ask) => change with
    {
        Ask = ask with { AskedBy = change.ProducerToken },
        Status = PipelineStatus.Waiting,
    };

    /// <summary>Nothing waits; what was reported before goes in all the same.</summary>
    private static PipelineChange AnsweredBefore(PipelineChange change) => change with
    {
        Ask = null,
        Status = null,
        Stages = [.. change.Stages.Where(s => s.Progress is not null).Select(s => s with { Status = null })],
    };

    /// <summary>The stage that asked goes on with its pipeline; an interrupted one with who resumes it.</summary>
    private static PipelineChange GoingOn(PipelineState state, PipelineChange change) =>
        state.Status == PipelineStatus.Waiting && change.Status is null or PipelineStatus.Waiting
            ? change with { Status = PipelineStatus.Processing }
            : change;

    private static bool IsWaiting(StageList stages, string id) =>
        stages.IndexOf(id) is >= 0 and var index && stages[index].Status == PipelineStatus.Waiting;
}
