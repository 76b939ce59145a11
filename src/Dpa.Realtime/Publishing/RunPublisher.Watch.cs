using Dpa.Realtime.Diagnostics;

namespace Dpa.Realtime.Publishing;

/// <content>What is looked after from outside: stalled runs, and reports that were no good.</content>
internal sealed partial class RunPublisher
{
    private bool _dropLogged;
    private bool _clampLogged;

    /// <summary>Called about once a second: marks a run that says nothing any more.</summary>
    public void CheckStalled()
    {
        bool run;
        lock (_lock)
        {
            if (_isClosed || _isReplaced || _state.Stalled || _state.Status != PipelineStatus.Processing || _transitions.Count > 0) return;
            if (_context.Time.GetElapsedTime(_lastReport) < _context.Options.StallAfter) return;
            var since = _lastReport;
            Enqueue(new PipelineChange { PipelineId = PipelineId, ProducerToken = _token, Sequence = 0, Stalled = true });
            _lastReport = since; // the flag is no report
            run = !_isBusy;
            _isBusy = true;
        }

        if (run) _ = RunAsync();
    }

    private double Clamped(double percent)
    {
        _context.Metrics.ReportsClamped.Add(1);
        if (!_clampLogged)
        {
            _clampLogged = true;
            _context.Logger.ReportClamped(PipelineId, percent);
        }

        return percent > 100 ? 100 : 0;
    }

    private void Dropped()
    {
        _context.Metrics.ReportsDropped.Add(1);
        if (_dropLogged) return;
        _dropLogged = true;
        _context.Logger.ReportDropped(PipelineId);
    }
}
