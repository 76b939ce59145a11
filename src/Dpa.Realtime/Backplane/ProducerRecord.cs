using System.Collections.Immutable;

namespace Dpa.Realtime.Backplane;

/// <summary>What was last answered to a producer, so that a repeat is answered as before.</summary>
internal readonly record struct ProducerRecord(
    long Sequence, ApplyStatus Status, long FirstTransition, int Transitions, string? Reason)
{
    public static ProducerRecord New { get; } = new(0, ApplyStatus.Unchanged, 0, 0, null);

    public static ProducerRecord Answered(long sequence, ApplyResult answer) => new(
        sequence,
        answer.Status,
        answer.Transitions is [var first, ..] ? first.Number : 0,
        answer.Transitions.Length,
        answer.Reason);

    /// <summary>The answer to a sequence that was answered before, with the state as it is now.</summary>
    public ApplyResult Again(long sequence, PipelineState state) => sequence == Sequence
        ? new ApplyResult(Status, state, Brought(state), Reason)
        : new ApplyResult(ApplyStatus.Unchanged, state, []);

    /// <summary>Those that are still kept.</summary>
    private ImmutableArray<PipelineTransition> Brought(PipelineState state)
    {
        if (Transitions == 0) return [];
        var (first, end) = (FirstTransition, FirstTransition + Transitions);
        return [.. state.Transitions.Where(t => t.Number >= first && t.Number < end)];
    }
}
