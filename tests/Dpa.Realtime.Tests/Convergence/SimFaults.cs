namespace Dpa.Realtime.Tests.Convergence;

/// <summary>
/// What goes wrong between a node and the store, by draws of its own: what else happens stays as it was in histories
/// that are known by their seed.
/// </summary>
internal sealed class SimFaults(int seed, bool isOn, Action<string> saw)
{
    private readonly Random _random = new(seed);
    private int _inARow;

    /// <summary>While the faults are over it is false.</summary>
    public bool IsOn { get; set; } = isOn;

    /// <summary>Another commit came first; not so often that the engine would wait.</summary>
    public bool Conflicts()
    {
        if (!IsOn || _inARow >= 2 || _random.Next(12) != 0)
        {
            _inARow = 0;
            return false;
        }

        _inARow++;
        saw("commit conflicted");
        return true;
    }

    /// <summary>The answer to a commit is lost.</summary>
    public bool LosesAnswer() => Happens(40, "answer lost");

    /// <summary>A message comes later than those of other pipelines.</summary>
    public bool Delays() => Happens(10, "publication delayed");

    public bool Delivers() => _random.Next(3) == 0;

    /// <summary>A copy is made, to which the store may go back.</summary>
    public bool Copies() => IsOn && _random.Next(10) == 0;

    /// <summary>Whether what is lost is what was written since the last copy, or all.</summary>
    public bool GoesBack() => IsOn && _random.Next(2) == 0;

    private bool Happens(int oneIn, string what)
    {
        if (!IsOn || _random.Next(oneIn) != 0) return false;
        saw(what);
        return true;
    }
}
