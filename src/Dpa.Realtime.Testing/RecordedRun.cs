namespace Dpa.Realtime.Testing;

/// <summary>All that the backplane accepted of one pipeline since the recorder was added.</summary>
public sealed class RecordedRun
{
    private readonly Lock _lock = new();
    private readonly List<AcceptedChange> _changes = [];
    private readonly StateLog<PipelineState> _states =
        new(static s => $"{s.Position.Version}: {s.Status} {s.OverallProgress} %");

    internal RecordedRun(string pipelineId) => PipelineId = pipelineId;

    /// <summary>The pipeline's id.</summary>
    public string PipelineId { get; }

    /// <summary>Every change in the order of its versions, with the state after it.</summary>
    public IReadOnlyList<AcceptedChange> Changes
    {
        get
        {
            lock (_lock) return [.. _changes];
        }
    }

    /// <summary>The transitions of all changes, in order: the start's are those of version 1.</summary>
    public IReadOnlyList<PipelineTransition> Transitions => [.. Changes.SelectMany(static c => c.Transitions)];

    /// <summary>The newest state, or null if nothing was accepted yet.</summary>
    public PipelineState? State => Changes is [.., var last] ? last.State : null;

    /// <summary>Waits for a state, which may have arrived already.</summary>
    /// <param name="wanted">Whether a state is the wanted one.</param>
    /// <param name="within">How long, in real time. Default: 30 s.</param>
    /// <returns>The first such state.</returns>
    /// <exception cref="TimeoutException">It did not arrive; the message contains the newest states.</exception>
    public Task<PipelineState> UntilAsync(Func<PipelineState, bool> wanted, TimeSpan? within = null) =>
        _states.UntilAsync(wanted, within, $"The state of '{PipelineId}' that was waited for");

    /// <summary>Waits for the pipeline's end: completed, failed or cancelled.</summary>
    /// <param name="within">How long, in real time. Default: 30 s.</param>
    /// <returns>The first ended state.</returns>
    /// <exception cref="TimeoutException">It did not end; the message contains the newest states.</exception>
    public Task<PipelineState> EndAsync(TimeSpan? within = null) =>
        _states.UntilAsync(static s => s.IsEnded, within, $"The end of '{PipelineId}'");

    internal void Add(AcceptedChange change)
    {
        lock (_lock)
        {
            var isKnown =
                _changes is [.., var last]
                && last.State.Position.Epoch == change.State.Position.Epoch
                && last.State.Position.Version >= change.State.Position.Version;
            if (isKnown)
                return;
            _changes.Add(change);
        }

        _states.Add(change.State);
    }
}
