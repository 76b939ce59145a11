namespace DocumentPipelineHost.Notifications;

/// <summary>
/// The attempts that this instance makes at the moment. The more there are, the fewer a single user may have of them,
/// so that users whose receivers are slow cannot take every place: the last half is for users who have none.
/// </summary>
internal sealed class DeliverySlots
{
    /// <summary>Attempts at a time.</summary>
    public const int Most = 64;

    /// <summary>Attempts of one user at a time.</summary>
    public const int MostOfOne = 4;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _owners = new(StringComparer.Ordinal);
    private int _count;

    public bool IsFull
    {
        get { lock (_lock) return _count >= Most; }
    }

    /// <summary>Users who may have no further attempt now.</summary>
    public string[] FullOwners()
    {
        lock (_lock)
            return [.. _owners.Where(each => !MayHaveOneMore(each.Value, _count)).Select(static each => each.Key)];
    }

    /// <summary>
    /// Which of them may begin: of the user with the fewest attempts first, of those the earliest. Nothing is taken.
    /// </summary>
    /// <param name="due">Ids and their owners, the earliest first.</param>
    public IReadOnlyList<string> Choose(IEnumerable<(string Id, string Owner)> due)
    {
        Dictionary<string, int> owners;
        int count;
        lock (_lock)
            (owners, count) = (new Dictionary<string, int>(_owners, StringComparer.Ordinal), _count);
        var waiting = due.ToList();
        List<string> chosen = [];
        while (waiting.Count > 0)
        {
            var next = waiting.MinBy(each => owners.GetValueOrDefault(each.Owner)); // the first of equals
            var held = owners.GetValueOrDefault(next.Owner);
            if (!MayHaveOneMore(held, count))
                break;
            owners[next.Owner] = held + 1;
            count++;
            chosen.Add(next.Id);
            waiting.Remove(next);
        }

        return chosen;
    }

    public void Take(string owner)
    {
        lock (_lock)
        {
            _owners[owner] = _owners.GetValueOrDefault(owner) + 1;
            _count++;
        }
    }

    public void Release(string owner)
    {
        lock (_lock)
        {
            _count--;
            if (--_owners[owner] == 0)
                _owners.Remove(owner);
        }
    }

    private static bool MayHaveOneMore(int held, int count) => held < MostOfOne && count < Most >> held;
}
