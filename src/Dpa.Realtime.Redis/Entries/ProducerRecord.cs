using System.Collections.Immutable;

namespace Dpa.Realtime.Redis.Entries;

/// <summary>What was last answered to a producer, so that a repeat is answered as before.</summary>
internal sealed record ProducerRecord(long Sequence, ApplyStatus Status, long FirstTransition, int Transitions, string? Reason)
{
    public static ProducerRecord New { get; } = new(0, ApplyStatus.Unchanged, 0, 0, null);

    public static ProducerRecord Answered(long sequence, ApplyResult answer) =>
        new(sequence, answer.Status, answer.Transitions is [var first, ..] ? first.Number : 0, answer.Transitions.Length, answer.Reason);

    /// <summary>The answer to a sequence that was answered before.</summary>
    public ApplyResult Again(long sequence, PipelineState state) =>
        sequence == Sequence ? new ApplyResult(Status, state, Brought(state), Reason) : new ApplyResult(ApplyStatus.Unchanged, state, []);

    public static byte[] Encode(ProducerRecord record)
    {
        var w = new ByteWriter();
        w.Byte(EntryFields.Format);
        w.Number(record.Sequence);
        w.Byte((byte)record.Status);
        w.Number(record.FirstTransition);
        w.Number(record.Transitions);
        w.OptionalText(record.Reason);
        return w.ToArray();
    }

    public static ProducerRecord Decode(ReadOnlySpan<byte> bytes)
    {
        var r = new ByteReader(bytes);
        r.Version(EntryFields.Format);
        return new ProducerRecord(r.Number(), (ApplyStatus)r.Byte(), r.Number(), (int)r.Number(), r.OptionalText());
    }

    /// <summary>Those that are still kept.</summary>
    private ImmutableArray<PipelineTransition> Brought(PipelineState state) =>
        Transitions == 0 ? [] : [.. state.Transitions.Where(t => t.Number >= FirstTransition && t.Number < FirstTransition + Transitions)];
}
