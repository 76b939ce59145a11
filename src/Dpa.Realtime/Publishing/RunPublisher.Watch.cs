using Dpa.Realtime.Diagnostics;

namespace Dpa.Realtime.Publishing;

/// <content>Monitoring of a run: stalled runs, and invalid reports.</content>
internal sealed partial class RunPublisher
{
    private bool _isDropLogged;
    private bool _isClampLogged;

    /// <summary>Called about once a second: marks a run that reports nothing any more.</summary>
    /// <returns>Whether it was marked now.</returns>
    public bool CheckStalled()
    {
        lock (_lock)
        {
            if (
                _isLeft
                || _isClosed
                || _isReplaced
                || _isAway
                || _wake.IsRunning
                || _state.Stalled
                || _state.Status != PipelineStatus.Processing)
                return false;
            if (_context.Time.GetElapsedTime(_lastReport) < _context.Options.StallAfter || IsCarriedByOthers())
                return false;
            var since = _lastReport;
            Enqueue(Change() with { Stalled = true });
            _lastReport = since; // the flag is no report
        }

        Start();
        return true;
    }

    /// <summary>
    /// Whether silence of this run is no sign of a stall: a parent's progress comes from its children, and a run that
    /// joined another reports its own stages only.
    /// </summary>
    private bool IsCarriedByOthers() =>
        !_state.Children.IsEmpty
        || _state.ExpectedChildren is not null
        || (_isJoined && _slots.Values.All(s => s.IsClosed));

    private double Clamped(double percent)
    {
        _context.Metrics.ReportsClamped.Add(1);
        if (!Interlocked.Exchange(ref _isClampLogged, true)) _context.Logger.ReportClamped(PipelineId, percent);

        return percent > 100 ? 100 : 0;
    }

    private void Dropped()
    {
        _context.Metrics.ReportsDropped.Add(1);
        if (Interlocked.Exchange(ref _isDropLogged, true)) return;
        _context.Logger.ReportDropped(PipelineId);
    }
}
