using Dpa.Realtime.Engine;
using Dpa.Realtime.Redis.Entries;

namespace Dpa.Realtime.Redis.Loss;

/// <summary>The newest states that this node knows to be accepted: those it has written, and those it has received.
/// </summary>
internal sealed class HeldStates(SlotTable slots, FeedTable feeds, TimeSpan retention, TimeProvider time)
{
    public PipelineState? Of(string id) => Newer(slots.Find(id)?.Held, feeds.Held(id));

    /// <summary>This one, or the newer one that is held.</summary>
    public PipelineState NewestOf(PipelineState known) => Newer(known, Of(known.Id))!;

    /// <summary>Of each pipeline that this node writes or watches.</summary>
    public List<PipelineState> All()
    {
        var held = slots.Held().ToDictionary(entry => entry.State.Id, entry => entry.State, StringComparer.Ordinal);
        foreach (var state in feeds.Held()) held[state.Id] = Newer(held.GetValueOrDefault(state.Id), state)!;
        return [.. held.Values];
    }

    public bool MayHaveExpired(PipelineState state) => state.IsEnded && time.GetUtcNow() - state.Timestamp >= retention;

    private static PipelineState? Newer(PipelineState? one, PipelineState? other) =>
        one is null || other?.Position > one.Position ? other : one;
}
