namespace Dpa.Realtime;

/// <summary>What became of a transition when its call returned.</summary>
public enum TransitionOutcome
{
    /// <summary>The backplane accepted it: every watcher will see it.</summary>
    Applied,

    /// <summary>
    /// The backplane did not answer within 2 s: it is held, in order, and applied when the backplane is back. The work
    /// may go on.
    /// </summary>
    Held,
}
