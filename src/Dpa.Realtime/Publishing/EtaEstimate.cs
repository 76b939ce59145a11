using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Publishing;

/// <summary>
/// The time that a stage still needs, from its own speed so far, sampled once a second at most. The speed is smoothed
/// exponentially over time (30 s), so that a burst or a pause moves the estimate only slightly; there is no estimate
/// before 2 % or 2 s. The range is what the rest takes at the speeds that are one standard deviation off, once there
/// are three samples. Nothing of it grows faster than time passes. Timestamps are in ticks of 100 ns.
/// </summary>
internal sealed class EtaEstimate
{
    private const double SmoothingSeconds = 30;
    private const double SampleSeconds = 1;
    private const int SamplesForARange = 3;
    private const double SlowestPart = 0.25; // of the speed: the range ends at four times the estimate
    private const double Longest = 7 * 24 * 3600.0;
    private readonly double _from;
    private readonly long _begun;
    private double _sampled;
    private long _sampledAt;
    private int _samples;
    private double _speed; // percent a second
    private double _squares; // the mean of the samples' squared speeds
    private (double Left, double Low, double High) _last =
        (double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity); // in seconds
    private long _lastAt;

    /// <param name="progress">The percentage at which it began.</param>
    /// <param name="timestamp">When it began.</param>
    public EtaEstimate(double progress, long timestamp)
    {
        _from = _sampled = progress;
        _begun = _sampledAt = _lastAt = timestamp;
    }

    /// <summary>Whether so much time has passed that there may be a first sample.</summary>
    public static bool IsNeeded(long begun, long timestamp) => Seconds(timestamp - begun) >= SampleSeconds;

    /// <param name="progress">The percentage.</param>
    /// <param name="timestamp">When it was reported.</param>
    /// <param name="withRange">Whether the percentage is counted in units; one that is not may be anything.</param>
    /// <returns>Nothing where too little is known.</returns>
    public Estimate After(double progress, long timestamp, bool withRange)
    {
        var elapsed = Seconds(timestamp - _begun);
        var step = Seconds(timestamp - _sampledAt);
        if (step >= SampleSeconds && progress >= _sampled) Sample(progress, timestamp, step, elapsed);
        if (_speed <= 0 || elapsed < 2 || progress - _from < 2 || progress >= 100) return default;
        var rest = 100 - progress;
        var left = Kept(rest / _speed, _last.Left, timestamp);
        var (low, high) = (double.PositiveInfinity, double.PositiveInfinity);
        if (withRange && _samples >= SamplesForARange)
        {
            var deviation = Math.Sqrt(Math.Max(0, _squares - (_speed * _speed)));
            low = Math.Min(left, Kept(rest / (_speed + deviation), _last.Low, timestamp));
            var slowest = Math.Max(_speed - deviation, _speed * SlowestPart);
            // left may be behind the speed, and the bound goes by left
            high = Math.Clamp(Kept(rest / slowest, _last.High, timestamp), left, left / SlowestPart);
        }

        _last = (left, low, high);
        _lastAt = timestamp;
        return double.IsFinite(high)
            ? new Estimate(Time(left), Time(low), Time(high))
            : new Estimate(Time(left), null, null);
    }

    private void Sample(double progress, long timestamp, double step, double elapsed)
    {
        var speed = (progress - _sampled) / step;
        // The first half minute uses the means: a smoothed speed needs time to become meaningful.
        var weight = Math.Max(step / elapsed, 1 - Math.Exp(-step / SmoothingSeconds));
        _speed += weight * (speed - _speed);
        _squares += weight * ((speed * speed) - _squares);
        _samples++;
        _sampled = progress;
        _sampledAt = timestamp;
    }

    /// <summary>The end may move away with the time that passed, and no further.</summary>
    private double Kept(double seconds, double last, long timestamp) =>
        Math.Min(Math.Min(seconds, Longest), last + Math.Max(0, Seconds(timestamp - _lastAt)));

    private static TimeSpan Time(double seconds) => TimeSpan.FromSeconds(seconds);

    private static double Seconds(long ticks) => (double)ticks / TimeSpan.TicksPerSecond;
}
