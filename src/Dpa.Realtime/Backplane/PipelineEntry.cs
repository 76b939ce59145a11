namespace Dpa.Realtime.Backplane;

/// <summary>One pipeline as the in-memory backplane keeps it. Everything is guarded by <see cref="Lock"/>.</summary>
internal sealed class PipelineEntry(PipelineState state)
{
    public Lock Lock { get; } = new();

    public PipelineState State { get; set; } = state;

    public ProducerTable Producers { get; } = new();

    public RollUp Children { get; set; } = new();

    /// <summary>When the last change was accepted (monotonic time).</summary>
    public TimeSpan ChangedAt { get; set; }

    /// <summary>Since when a running pipeline has no producer (monotonic time); null while it has one.</summary>
    public TimeSpan? OrphanedAt { get; set; }

    /// <summary>Set when the entry has been swept; whoever still holds it looks again.</summary>
    public bool IsRemoved { get; set; }
}
