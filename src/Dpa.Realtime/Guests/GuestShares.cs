namespace Dpa.Realtime.Guests;

/// <summary>
/// What each key and each pipeline takes of a gate's places while it has calls, and which of them were well lately.
/// Guarded by the gate's lock.
/// </summary>
/// <param name="bounds">How many of each.</param>
internal sealed class GuestShares(GuestBounds bounds)
{
    private readonly Dictionary<string, GuestShare> _ofKeys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GuestShare> _ofPipelines = new(StringComparer.Ordinal);
    private readonly RecentIds _wellKeys = new();
    private readonly RecentIds _wellPipelines = new();

    public GuestShare OfKey(string key)
    {
        if (_ofKeys.TryGetValue(key, out var share)) return share;
        return _ofKeys[key] = new GuestShare(key, bounds.PlacesPerKey, bounds.PlacesPerKey);
    }

    /// <param name="id">The pipeline; empty for all calls about many, which are one share.</param>
    public GuestShare OfPipeline(string id)
    {
        if (_ofPipelines.TryGetValue(id, out var share))
            return share;
        return _ofPipelines[id] =
            id.Length > 0
                ? new GuestShare(id, bounds.TriesPerPipeline, bounds.PlacesPerPipeline, _wellPipelines.Holds(id))
                // more than one user's part: none takes it alone
                : new GuestShare(id, bounds.PlacesOfMany, bounds.PlacesOfMany);
    }

    /// <summary>Whether too many calls of its user, or about its pipeline, go on though they were cancelled.</summary>
    public bool IsStuck(GuestCall call)
    {
        var subject = call.Subject ?? "";
        if (_ofKeys.TryGetValue(call.Key, out var key)
            && (key.IsStuck || key.Stuck.Count(id => id == subject) >= bounds.StuckPerKeyAndPipeline)) return true;
        return call.Subject is { } id && _ofPipelines.TryGetValue(id, out var pipeline) && pipeline.IsStuck;
    }

    /// <summary>
    /// Whether its user or its pipeline was answered lately, and for neither of both a call has run over its time
    /// since.
    /// </summary>
    public bool IsWell(GuestCall call)
    {
        if (_ofKeys.TryGetValue(call.Key, out var key) && key.IsBad) return false;
        if (call.Subject is not { } id) return _wellKeys.Holds(call.Key);
        if (_ofPipelines.TryGetValue(id, out var pipeline) && pipeline.IsBad) return false;
        return _wellKeys.Holds(call.Key) || _wellPipelines.Holds(id);
    }

    /// <summary>The call shows its user and its pipeline to be well.</summary>
    public void Answered(GuestPass pass)
    {
        pass.Key.Answered();
        _wellKeys.Add(pass.Key.Id);
        if (pass.Pipeline is not { } pipeline) return;
        pipeline.Answered();
        _wellPipelines.Add(pipeline.Id);
    }

    /// <summary>
    /// The call ran over its time. Its user is to blame only where the pipeline was well: many ask about one for which
    /// the guest hangs.
    /// </summary>
    public void RanOver(GuestPass pass)
    {
        var isOfUser = pass.Pipeline is null || (!pass.Pipeline.IsBad && _wellPipelines.Holds(pass.Pipeline.Id));
        if (pass.Pipeline is { } pipeline)
        {
            pipeline.RanOver();
            _wellPipelines.Remove(pipeline.Id);
        }

        if (!isOfUser) return;
        pass.Key.RanOver();
        _wellKeys.Remove(pass.Key.Id);
    }

    /// <summary>Shares of which nothing is taken, and for which nobody waits.</summary>
    public void ForgetUnused(GuestPass pass)
    {
        if (pass.Key.IsUnused) _ofKeys.Remove(pass.Key.Id);
        if (pass.Pipeline is { IsUnused: true } unused) _ofPipelines.Remove(unused.Id);
    }
}
