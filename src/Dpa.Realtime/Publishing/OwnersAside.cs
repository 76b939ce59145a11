namespace Dpa.Realtime.Publishing;

/// <summary>
/// How many pipelines of each owner are set aside, since their transition handlers do not answer soon. Beyond the bound
/// an owner's further pipelines wait here, in order, and hold up nobody.
/// </summary>
/// <param name="most">How many of one owner are set aside before others of it wait.</param>
internal sealed class OwnersAside(int most)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Owner> _owners = new(StringComparer.Ordinal);

    /// <summary>Keeps a pipeline back where too many of its owner's are set aside.</summary>
    /// <returns>Whether it waits here now, until <see cref="Release"/> or <see cref="Next"/> returns it.</returns>
    public bool TryDefer(string owner, string pipelineId)
    {
        lock (_lock)
        {
            if (!_owners.TryGetValue(owner, out var held) || held.Count < most) return false;
            held.Deferred.Enqueue(pipelineId);
            return true;
        }
    }

    /// <summary>A pipeline is set aside.</summary>
    public void SetAside(string owner)
    {
        lock (_lock)
        {
            if (!_owners.TryGetValue(owner, out var held)) _owners[owner] = held = new Owner();
            held.Count++;
        }
    }

    /// <summary>The handlers of one that was set aside have ended.</summary>
    /// <returns>The pipeline of the same owner whose turn it is now; null for none.</returns>
    public string? Release(string owner)
    {
        lock (_lock)
        {
            _owners[owner].Count--;
            return Next_NeedsLock(owner);
        }
    }

    /// <summary>A pipeline's handlers have ended in time: the place that it was admitted for is free.</summary>
    /// <returns>As <see cref="Release"/>.</returns>
    public string? Next(string owner)
    {
        lock (_lock) return Next_NeedsLock(owner);
    }

    private string? Next_NeedsLock(string owner)
    {
        if (!_owners.TryGetValue(owner, out var held)) return null;
        if (held.Count < most && held.Deferred.TryDequeue(out var next)) return next;
        if (held is { Count: 0, Deferred.Count: 0 }) _owners.Remove(owner);
        return null;
    }

    private sealed class Owner
    {
        public int Count { get; set; }

        public Queue<string> Deferred { get; } = new();
    }
}
