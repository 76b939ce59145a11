namespace Dpa.Realtime.Publishing;

/// <summary>
/// The time that a stage still needs, from its own speed so far. The speed is smoothed exponentially over time (30 s),
/// so that a burst or a pause moves the estimate only slightly; there is no estimate before 2 % or 2 s.
/// Timestamps are in ticks of 100 ns.
/// </summary>
internal sealed class EtaEstimate
{
    private const double SmoothingSeconds = 30;
    private double _progress;
    private long _timestamp;
    private long _begun;
    private double _from;
    private double _speed; // percent a second

    public void Begin(double progress, long timestamp)
    {
        _from = _progress = progress;
        _begun = _timestamp = timestamp;
        _speed = 0;
    }

    public TimeSpan? After(double progress, long timestamp)
    {
        var elapsed = Seconds(timestamp - _begun);
        var step = Seconds(timestamp - _timestamp);
        if (step > 0 && progress >= _progress)
        {
            var now = (progress - _progress) / step;
            var mean = elapsed > 0 ? (progress - _from) / elapsed : 0;
            // The first half minute uses the mean: a smoothed speed needs time to become meaningful.
            var weight = elapsed < SmoothingSeconds ? 0 : 1 - Math.Exp(-step / SmoothingSeconds);
            _speed = elapsed < SmoothingSeconds ? mean : _speed + (weight * (now - _speed));
            _progress = progress;
            _timestamp = timestamp;
        }

        if (_speed <= 0 || elapsed < 2 || progress - _from < 2 || progress >= 100) return null;
        return TimeSpan.FromSeconds(Math.Min((100 - progress) / _speed, 7 * 24 * 3600.0));
    }

    private static double Seconds(long ticks) => (double)ticks / TimeSpan.TicksPerSecond;
}
