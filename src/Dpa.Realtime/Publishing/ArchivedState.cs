using System.Collections.Immutable;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Publishing;

/// <summary>
/// Checks inside the archive's call what the archive returned: a state that cannot be shown or restored is logged as
/// the archive's failure, and the caller gets no exception.
/// </summary>
internal static class ArchivedState
{
    /// <summary>The state as it is; only what is completed is at 100.</summary>
    /// <exception cref="InvalidOperationException">It cannot be a state of that pipeline; the message gives the
    /// reason.</exception>
    public static PipelineState? Checked(string pipelineId, PipelineState? state)
    {
        if (state is null)
            return null;
        if (!string.Equals(state.Id, pipelineId, StringComparison.Ordinal))
            throw Wrong(pipelineId, "its Id is another");
        if (!WireBounds.IsUserId(state.Owner))
            throw Wrong(pipelineId, "its Owner has not 1 to 256 characters, or control characters");
        if (state.ParentId is not null && !WireBounds.IsPipelineId(state.ParentId))
            throw Wrong(pipelineId, "its ParentId is no pipeline's id");
        if (!double.IsFinite(state.Weight) || !double.IsFinite(state.OverallProgress))
            throw Wrong(pipelineId, "a number of it is none");
        if (state.Children is null || state.Attributes is null)
            throw Wrong(pipelineId, "its Children or Attributes are null");
        if (state.Attributes.Any(a => a.Value is null))
            throw Wrong(pipelineId, "an attribute of it is null");
        if (state.Result is { } result && (result.Attributes is null || result.Attributes.Any(a => a.Value is null)))
            throw Wrong(pipelineId, "its Result's Attributes are null, or one of them");
        if (!IsWhole(state.Error))
            throw Wrong(pipelineId, "its Error lacks a text");
        if (!AreWhole(state.Stages, IsWhole))
            throw Wrong(pipelineId, "its Stages are default, or one of them lacks a part");
        if (!AreWhole(state.Transitions, t => t is not null))
            throw Wrong(pipelineId, "its Transitions are default, or one is null");
        return OverallProgress.Held(state);
    }

    private static bool AreWhole<T>(ImmutableArray<T> all, Func<T, bool> isWhole) => !all.IsDefault && all.All(isWhole);

    private static bool IsWhole(StageState? stage) =>
        stage is { Id: not null, StageId: not null, Name: not null } && IsWhole(stage.Error)
        && double.IsFinite(stage.Weight) && double.IsFinite(stage.Progress);

    private static bool IsWhole(ProgressError? error) =>
        error is null or { Code: not null, Message: not null, Suggestion: not null };

    private static InvalidOperationException Wrong(string pipelineId, string why) =>
        new($"The archive returned a state for the pipeline '{pipelineId}' that cannot be used: {why}. "
            + "Return what ToUtf8Json wrote, or null.");
}
