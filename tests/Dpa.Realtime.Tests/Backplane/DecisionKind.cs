namespace Dpa.Realtime.Tests.Backplane;

internal enum DecisionKind
{
    Start,
    Apply,
    Admit,
    Release,
    Expire,
    Restore,
    Readmit,
    Republish,
    RollUp,

    /// <summary>The store loses the entry.</summary>
    Lose,

    /// <summary>The store goes back to an older entry.</summary>
    GoBack,
}
