namespace Dpa.Realtime.FanOut;

/// <summary>What kind of client an outbox serves.</summary>
/// <param name="WantsWhole">A client of the DPA V2 wire: gets full states after stage frames, at most 5 a
/// second.</param>
/// <param name="MayBePartial">A client of this protocol: a <c>since</c> may be answered with the changed stages
/// only.</param>
internal readonly record struct OutboxRules(bool WantsWhole, bool MayBePartial)
{
    public static readonly OutboxRules V1 = new(false, true);
    public static readonly OutboxRules DpaV2 = new(true, false);
}
