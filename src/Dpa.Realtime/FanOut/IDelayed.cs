namespace Dpa.Realtime.FanOut;

/// <summary>What the <see cref="DelayWheel"/> wakes.</summary>
internal interface IDelayed
{
    /// <summary>Whether it is not to be woken any more.</summary>
    bool IsEnded { get; }

    /// <summary>The timestamp at which the wheel wakes it, or null; guarded by the wheel's lock.</summary>
    long? WakesAt { get; set; }

    void Wake();
}
