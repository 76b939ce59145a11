namespace Dpa.Realtime.Guests;

/// <summary>What a call found at the gate.</summary>
internal enum GuestEntry
{
    /// <summary>A place, to be left.</summary>
    Entered,

    /// <summary>No place became free in time, or the caller went.</summary>
    Full,

    /// <summary>The user's calls, or those of this user for this pipeline, are over their time and go on.</summary>
    Stuck,
}
