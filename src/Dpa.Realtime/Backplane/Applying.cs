namespace Dpa.Realtime.Backplane;

/// <summary>
/// A producer's change is merged, once: the token is checked, and a sequence that was answered before is answered
/// again.
/// </summary>
internal static class Applying
{
    private const string AnotherQuestion = "Another producer of the pipeline asks a question. Ask after its answer.";

    public static Decision Decide(Entry? entry, PipelineChange change, int transitionsKept, Moment at)
    {
        if (entry is null) return Decision.Only(ApplyStatus.NotFound, null);
        if (change.Answer is not null) return Answering.Decide(entry, change, transitionsKept, at);
        if (!entry.Producers.TryGetValue(change.ProducerToken, out var producer))
            return Decision.Only(ApplyStatus.ProducerReplaced, entry);
        if (change.Sequence <= producer.Sequence) return new Decision(producer.Again(change.Sequence, entry.State));
        var outcome = Answering.IsTaken(entry, change)
            ? new MergeOutcome(ApplyStatus.Conflict, entry.State, null, [], AnotherQuestion)
            : PipelineMerge.Apply(entry.State, change, transitionsKept, at.Now);
        var answer = new ApplyResult(outcome.Status, outcome.State, outcome.Transitions, outcome.Reason);
        var record = ProducerRecord.Answered(change.Sequence, answer);
        return new Decision(answer)
        {
            Next = entry with
            {
                State = outcome.State,
                Producers = entry.Producers.SetItem(change.ProducerToken, record),
            },
            Changes = outcome.Status == ApplyStatus.Applied ? [Decision.Accepted(outcome, change.TraceParent, at)] : [],
            LeaseToken = change.ProducerToken,
        };
    }
}
