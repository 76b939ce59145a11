namespace Dpa.Realtime.Protocol;

/// <summary>Which form of the full state is written.</summary>
/// <param name="WithStages">False for <c>detail: "pipeline"</c>: no <c>stages</c> key at all.</param>
/// <param name="Partial">Only the stages changed after <paramref name="StagesAfter"/>.</param>
/// <param name="StagesAfter">The version from which on stages are written; −1 for all.</param>
/// <param name="TransitionsAfter">
/// The transition after which transitions are written; 0 for all that are kept, null for no <c>transitions</c> key.
/// </param>
/// <param name="Reset">The client is to take it whatever it holds.</param>
internal readonly record struct FullStateShape(
    bool WithStages, bool Partial, long StagesAfter, long? TransitionsAfter, bool Reset)
{
    public static readonly FullStateShape Whole = new(true, false, -1, 0, false);
}
