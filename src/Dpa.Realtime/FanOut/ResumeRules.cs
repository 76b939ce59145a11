using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.FanOut;

/// <summary>
/// What a subscriber gets first (docs/protocol.md#subscribing), by the position that it says it holds. Pure.
/// </summary>
internal static class ResumeRules
{
    /// <summary>The form of the full state that answers, or null where the client already holds the newest.</summary>
    public static FullStateShape? Answer(
        PipelineState head, PipelinePosition? since, SubscriptionDetail detail, bool mayBePartial)
    {
        var whole = FullStateShape.Whole with { WithStages = detail == SubscriptionDetail.Stages };
        if (detail == SubscriptionDetail.Summary) whole = whole with { TransitionsAfter = null };
        if (since is not { } held) return whole;
        if (held == head.Position) return null;
        if (held > head.Position) return whole with { Reset = true };
        var sameEpoch = string.Equals(held.Epoch, head.Position.Epoch, StringComparison.Ordinal);
        return sameEpoch && mayBePartial && detail == SubscriptionDetail.Stages
            ? whole with
            {
                Partial = true, StagesAfter = held.Version,
            }
            : whole;
    }
}
