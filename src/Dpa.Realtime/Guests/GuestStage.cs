namespace Dpa.Realtime.Guests;

/// <summary>How far a call has come at the gate.</summary>
internal enum GuestStage
{
    WaitsForKey,
    WaitsForPipeline,
    WaitsForPlace,
    Entered,
    GaveUp,
}
