namespace Dpa.Realtime.Backplane;

/// <summary>
/// One pipeline as every store keeps it; never changes. A decision is made from one entry and leads to the next.
/// </summary>
internal sealed record Entry(PipelineState State)
{
    /// <summary>Who may produce, by token.</summary>
    public ProducerTable Producers { get; init; }

    /// <summary>Of a parent: the sums over its children; null where it has none.</summary>
    public ChildTotals? Children { get; init; }

    /// <summary>
    /// Admits a producer, beside the others or instead of them. Admitted twice, it keeps its sequence.
    /// </summary>
    public Entry Admit(string token, bool exclusive)
    {
        var record = Producers.TryGetValue(token, out var known) ? known : ProducerRecord.New;
        return this with { Producers = (exclusive ? ProducerTable.Empty : Producers).SetItem(token, record) };
    }
}
