namespace Dpa.Realtime.Guests;

/// <summary>How a call of a guest ended.</summary>
internal enum GuestOutcome
{
    /// <summary>It answered in time.</summary>
    Answered,

    /// <summary>It threw; a cancellation that nobody asked for is an exception like any other.</summary>
    Threw,

    /// <summary>
    /// It did not answer within its time limit; it was cancelled, and what it still answers is dropped.
    /// </summary>
    TimedOut,

    /// <summary>It was not called: no place became free in time, or too many of its threads are blocked.</summary>
    Busy,

    /// <summary>Whoever asked has gone.</summary>
    CallerGone,
}
