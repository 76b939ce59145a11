namespace Dpa.Realtime.Diagnostics;

/// <summary>Lets one line through a minute, and counts the ones between.</summary>
internal sealed class SpacedLines(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long? _last;
    private long _left;

    /// <param name="left">How many lines were left out since the last one.</param>
    public bool IsDue(out long left)
    {
        lock (_lock)
        {
            left = _left;
            if (_last is { } last && time.GetElapsedTime(last) < Interval)
            {
                _left++;
                return false;
            }

            (_last, _left) = (time.GetTimestamp(), 0);
            return true;
        }
    }
}
