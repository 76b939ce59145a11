namespace Dpa.Realtime.Guests;

/// <summary>What one key, or one pipeline, takes of a gate's places. Guarded by the gate's lock.</summary>
/// <param name="id">The key or the pipeline; empty for the calls about many pipelines, which are one share.</param>
/// <param name="tries">How many of its calls go on until one was answered, and how many may go on though they were
/// cancelled.</param>
/// <param name="most">How many go on after that.</param>
/// <param name="isAnswered">Whether one was answered lately, before this share was made.</param>
internal sealed class GuestShare(string id, int tries, int most, bool isAnswered = false)
{
    private bool _isAnswered = isAnswered;

    public string Id { get; } = id;

    /// <summary>Calls for which it has no part left.</summary>
    public Queue<GuestPass> Waiting { get; } = new();

    /// <summary>Its calls that want nothing but a place.</summary>
    public List<GuestPass> Ready { get; } = [];

    /// <summary>The pipelines of its calls that go on though they were cancelled, once for each call.</summary>
    public List<string> Stuck { get; } = [];

    /// <summary>
    /// How many of its calls go on, or wait for what comes after its part; those that left their places among them.
    /// </summary>
    public int Taken { get; set; }

    /// <summary>Whether one of its calls has a place that is kept for the well.</summary>
    public bool IsInReserve { get; set; }

    /// <summary>Whether it stands in line for a place; a key does.</summary>
    public bool HasTurn { get; set; }

    /// <summary>Whether it stands in line for a place that is kept for the well; a key does.</summary>
    public bool HasReserveTurn { get; set; }

    /// <summary>Whether one of its calls ran over its time, and none was answered since.</summary>
    public bool IsBad { get; private set; }

    public bool HasPart => Taken < (_isAnswered ? most : tries);

    public bool IsStuck => Stuck.Count >= tries;

    public bool IsUnused => Taken == 0 && Waiting.Count == 0;

    public void Answered() => (IsBad, _isAnswered) = (false, true);

    public void RanOver() => (IsBad, _isAnswered) = (true, false);
}
