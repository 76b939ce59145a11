namespace Dpa.Realtime.Connections;

/// <summary>What a caller sees of one pipeline.</summary>
/// <param name="Access">Denied also where there is no such pipeline: the two look the same.</param>
/// <param name="State">The state; null unless access is allowed.</param>
internal readonly record struct VisibleState(Access Access, PipelineState? State = null)
{
    public static VisibleState Of(PipelineState state, Access access) =>
        new(access, access == Access.Allowed ? state : null);
}
