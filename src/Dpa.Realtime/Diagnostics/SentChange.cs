namespace Dpa.Realtime.Diagnostics;

/// <summary>What is measured and traced of a change whose frame is sent, without its state.</summary>
/// <param name="PipelineId">The pipeline.</param>
/// <param name="Version">Its version after the change.</param>
/// <param name="Stage">The stage that changed, when it was one alone.</param>
/// <param name="TraceParent">The W3C trace context of the report, or null.</param>
/// <param name="AcceptedTimestamp">When it was accepted, by this node's monotonic clock; 0 from another node.</param>
internal readonly record struct SentChange(
    string PipelineId, long Version, string? Stage, string? TraceParent, long AcceptedTimestamp)
{
    public static SentChange Of(AcceptedChange change) => new(
        change.State.Id, change.State.Position.Version, change.Stage, change.TraceParent, change.AcceptedTimestamp);
}
