namespace Dpa.Realtime.Faults.Guests;

/// <summary>What an application's code may do wrong.</summary>
public enum Misbehaviour
{
    /// <summary>Takes 30 s, and heeds its token.</summary>
    Slow,

    /// <summary>Never answers, and does not heed its token.</summary>
    Hangs,

    /// <summary>Throws an exception of its own.</summary>
    Throws,

    /// <summary>Throws what a cancellation throws, though nobody asked for one.</summary>
    ThrowsTaskCanceled,

    /// <summary>Never returns.</summary>
    BlocksItsThread,
}
