using System.Collections.Concurrent;

namespace Dpa.Realtime.Testing;

/// <summary>
/// Records every change of every pipeline that this node starts, resumes or joins. Added by
/// <see cref="RealtimeTestingExtensions.AddRunRecorder"/>.
/// </summary>
public sealed class RunRecorder
{
    private readonly ConcurrentDictionary<string, RecordedRun> _runs = new(StringComparer.Ordinal);

    internal RunRecorder()
    {
    }

    /// <summary>
    /// Whether the backplane is unavailable from now on: each call of it fails with <c>backplane_unavailable</c>.
    /// With <see cref="TestProgress"/> the 2 s after which a transition is held, and a start refused, depend on its
    /// clock: advance <see cref="TestProgress.Time"/> while the call is under way.
    /// </summary>
    /// <value>Default: false.</value>
    public bool IsBackplaneUnavailable { get; set; }

    internal bool Has(string pipelineId) => _runs.ContainsKey(pipelineId);

    /// <summary>All pipelines so far, in no order.</summary>
    public IReadOnlyCollection<RecordedRun> Runs => [.. _runs.Values];

    /// <summary>One pipeline's record; it need not have been started yet.</summary>
    /// <param name="pipelineId">The pipeline.</param>
    /// <returns>The record, which grows as changes arrive.</returns>
    public RecordedRun Of(string pipelineId)
    {
        ArgumentException.ThrowIfNullOrEmpty(pipelineId);
        return _runs.GetOrAdd(pipelineId, static id => new RecordedRun(id));
    }
}
