namespace Dpa.Realtime.Publishing;

/// <summary>
/// Shows a run's progress to the subscribers of its own node while the backplane is unavailable: a work item of its
/// own, since the run's loop is busy with the backplane.
/// </summary>
internal sealed class ProvisionalProgress(RunState run, IProvisionalSink sink, TimeProvider time) : IThreadPoolWorkItem
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private bool _isRunning;
    private bool _isUnshown;
    private string? _stage;
    private bool _areSeveral;

    void IThreadPoolWorkItem.Execute() => _ = ShowAsync();

    /// <summary>Records what was not shown yet: progress of that stage alone, or anything.</summary>
    /// <returns>Whether the caller must start this.</returns>
    public bool Mark_NeedsLock(string? stage)
    {
        _areSeveral =
            stage is null
            || (_isUnshown && (_areSeveral || !string.Equals(_stage, stage, StringComparison.Ordinal)));
        _stage = stage;
        _isUnshown = true;
        if (_isRunning) return false;
        return _isRunning = true;
    }

    /// <summary>The backplane has answered: what was not shown comes by itself.</summary>
    public void Clear_NeedsLock() => _isUnshown = false;

    private async Task ShowAsync()
    {
        while (Take() is var (accepted, waiting, stage))
        {
            sink.OnProvisional(ProvisionalState.Of(accepted, waiting, time.GetUtcNow()), stage);
            await Task.Delay(Interval, time).ConfigureAwait(false);
        }
    }

    private (PipelineState Accepted, List<PipelineChange> Waiting, string? Stage)? Take()
    {
        lock (run.Lock)
        {
            _isRunning = _isUnshown;
            if (!_isRunning) return null;
            _isUnshown = false;
            return (run.State, run.Unaccepted_NeedsLock(), _areSeveral ? null : _stage);
        }
    }
}
