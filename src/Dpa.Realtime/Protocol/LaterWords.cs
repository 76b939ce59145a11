namespace Dpa.Realtime.Protocol;

/// <summary>Status words of a later version. A state that goes on here goes on without them.</summary>
internal static class LaterWords
{
    public static PipelineState Drop(PipelineState state) => !AreIn(state) ? state : state with
    {
        StatusWord = null,
        Stages = [.. state.Stages.Select(static s => s with { StatusWord = null })],
        Transitions = [.. state.Transitions.Select(static t => t with { FromWord = null, ToWord = null })],
    };

    private static bool AreIn(PipelineState state) =>
        state.StatusWord is not null
        || state.Stages.Any(static s => s.StatusWord is not null)
        || state.Transitions.Any(static t => (t.FromWord ?? t.ToWord) is not null);
}
