using System.Collections.Immutable;

namespace Dpa.Realtime.Backplane;

/// <summary>
/// One pipeline as every store keeps it; never changes. A decision is made from one entry and leads to the next.
/// </summary>
internal sealed record Entry(PipelineState State)
{
    private static readonly ImmutableDictionary<string, ProducerRecord> NoProducers =
        ImmutableDictionary.Create<string, ProducerRecord>(StringComparer.Ordinal);

    /// <summary>Who may produce, by token.</summary>
    public ImmutableDictionary<string, ProducerRecord> Producers { get; init; } = NoProducers;

    /// <summary>Of a parent: the sums over its children; null where it has none.</summary>
    public ChildTotals? Children { get; init; }

    /// <summary>
    /// Admits a producer, beside the others or instead of them. Admitted twice, it keeps its sequence.
    /// </summary>
    public Entry Admit(string token, bool exclusive)
    {
        var record = Producers.GetValueOrDefault(token, ProducerRecord.New);
        return this with { Producers = (exclusive ? NoProducers : Producers).SetItem(token, record) };
    }

    /// <summary>Fences all producers off.</summary>
    public Entry WithoutProducers() => Producers.IsEmpty ? this : this with { Producers = NoProducers };
}
