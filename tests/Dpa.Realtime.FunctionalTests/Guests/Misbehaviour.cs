namespace Dpa.Realtime.FunctionalTests.Guests;

/// <summary>What an application's code may do wrong.</summary>
public enum Misbehaviour
{
    /// <summary>Takes 30 s, and heeds its token.</summary>
    Slow,

    /// <summary>Never answers, and does not heed its token.</summary>
    Hangs,

    Throws,

    ThrowsTaskCanceled,

    /// <summary>Never returns.</summary>
    BlocksItsThread,
}
