using Dpa.Realtime.Redis.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Redis.Links;

/// <summary>
/// Logs each kind of failure once, with what to do. Then counts, and logs the count once a minute; logs when the outage
/// is over.
/// </summary>
internal sealed class FailureLog(TimeProvider time, RedisMetrics metrics, ILogger<FailureLog> logger)
{
    private static readonly TimeSpan Repeat = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<FailureKind, Said> _said = [];
    private long _since;
    private bool _isSaid;
    private bool _isSlow;

    /// <summary>Whether a call failed since calls last succeeded.</summary>
    public bool IsAway { get; private set; }

    /// <summary>Whether only timeouts have occurred since then: the server was slow, but reachable.</summary>
    public bool IsSlow
    {
        get { lock (_lock) return IsAway && _isSlow; }
    }

    public FailureKind Failed(Exception e)
    {
        var kind = RedisFailure.KindOf(e);
        metrics.Failed(kind);
        var isOutage = kind != FailureKind.ForeignData; // the server answers, and one entry cannot be read
        bool isFirst;
        long unsaid = 0;
        lock (_lock)
        {
            if (isOutage && !IsAway) (_since, _isSlow) = (time.GetTimestamp(), true);
            _isSlow &= kind is FailureKind.Timeout or FailureKind.ForeignData;
            IsAway |= isOutage;
            isFirst = !_said.TryGetValue(kind, out var said);
            if (isFirst) _said[kind] = new Said { At = time.GetTimestamp() };
            else if (time.GetElapsedTime(said!.At) < Repeat) said.Unsaid++;
            else
            {
                unsaid = said.Unsaid + 1;
                said.Unsaid = 0;
                said.At = time.GetTimestamp();
            }

            _isSaid |= isOutage && (isFirst || unsaid > 0);
        }

        if (isFirst) logger.RedisFailed(kind, RedisFailure.WhatToDo(kind), e);
        else if (unsaid > 0) logger.RedisStillFails(kind, unsaid, RedisFailure.WhatToDo(kind));
        return kind;
    }

    /// <summary>Calls succeed again. Logged where the failure was logged.</summary>
    public void Over()
    {
        TimeSpan away;
        lock (_lock)
        {
            if (!IsAway) return;
            IsAway = false;
            // A kind that comes and goes all the time must not flood the log either: it is forgotten only once it has
            // been quiet for the interval.
            foreach (var (kind, said) in _said)
                if (time.GetElapsedTime(said.At) >= Repeat) _said.Remove(kind);
            if (!_isSaid) return;
            _isSaid = false;
            away = time.GetElapsedTime(_since);
        }

        logger.RedisAnswersAgain(away.TotalSeconds);
    }

    private sealed class Said
    {
        public long At { get; set; }

        public long Unsaid { get; set; }
    }
}
