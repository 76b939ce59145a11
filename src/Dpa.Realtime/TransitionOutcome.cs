namespace Dpa.Realtime;

/// <summary>The outcome of a transition when its call returned.</summary>
public enum TransitionOutcome
{
    /// <summary>The backplane accepted it: every subscriber receives it.</summary>
    Applied,

    /// <summary>
    /// The backplane did not answer within 2 s. The transition is held, in order, and applied when the backplane is
    /// reachable again. The work may continue.
    /// </summary>
    Held,
}
