namespace Dpa.Realtime.Backplane;

/// <summary>What is decided of a pipeline's leases.</summary>
/// <param name="Decision">The decision; its change, if there is one, ends the pipeline.</param>
/// <param name="Again">
/// After which time a pipeline without a producer is to be evaluated again; null where nothing waits for that.
/// </param>
internal readonly record struct LeaseDecision(Decision Decision, TimeSpan? Again)
{
    /// <summary>The change that ended the pipeline, or null.</summary>
    public AcceptedChange? Lost => Decision.Changes is [var lost, ..] ? lost : null;
}
