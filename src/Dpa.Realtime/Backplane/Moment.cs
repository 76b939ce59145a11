namespace Dpa.Realtime.Backplane;

/// <summary>When a decision is made.</summary>
/// <param name="Now">By the wall clock: what states and transitions carry.</param>
/// <param name="Timestamp">
/// By the node's monotonic clock, for measuring delivery; 0 where the store sets it later.
/// </param>
internal readonly record struct Moment(DateTimeOffset Now, long Timestamp);
