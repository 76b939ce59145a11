namespace Dpa.Realtime.Guests;

/// <summary>What a call found at the gate.</summary>
internal enum GuestEntry
{
    /// <summary>A place, to be left.</summary>
    Entered,

    /// <summary>No place became free in time, or the caller went.</summary>
    Full,

    /// <summary>
    /// Earlier calls go on though they were cancelled: all that the user may have, or some for the same pipeline.
    /// </summary>
    Stuck,
}
