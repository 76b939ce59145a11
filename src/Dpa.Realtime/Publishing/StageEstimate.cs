using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Publishing;

/// <summary>
/// The time that one attempt of a stage still needs: the producer's own estimate, or else what follows from the pace.
/// A slot makes it for the first of either: many stages end before.
/// </summary>
/// <param name="progress">The percentage at which the attempt began.</param>
/// <param name="begun">When it began, in ticks.</param>
internal sealed class StageEstimate(double progress, long begun)
{
    private readonly EtaEstimate _pace = new(progress, begun);
    private Estimate _taken; // the one that was sent last

    /// <summary>The producer's own; null for the library's. Behind the slot's gate.</summary>
    public Given? Own { get; set; }

    /// <summary>What is sent now. The pace is followed also while the producer gives its own.</summary>
    /// <param name="own">The producer's own, read with the values.</param>
    /// <param name="values">What was reported.</param>
    /// <param name="timestamp">Now.</param>
    public Estimate Take(Given? own, in ReportedValues values, long timestamp)
    {
        var left = values.Indeterminate || !EtaEstimate.IsNeeded(begun, timestamp)
            ? default
            : _pace.After(values.Percent, timestamp, values is { Done: >= 0, Of: > 0 });
        return _taken = own?.At(timestamp) ?? left;
    }

    /// <summary>What would be sent now; the library's is the one that was sent last.</summary>
    public Estimate Peek(Given? own, in ReportedValues values, long timestamp) =>
        own?.At(timestamp) ?? (values.Indeterminate ? default : _taken);

    /// <summary>A producer's own estimate; it counts down from when it was given.</summary>
    public sealed record Given(Estimate Estimate, long GivenAt)
    {
        public Estimate At(long timestamp) => Estimate.After(new TimeSpan(timestamp - GivenAt));
    }
}
