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
    private readonly Dictionary<FailureKind, Logged> _logged = [];
    private long _since;
    private bool _isLogged;
    private bool _isSlow;

    /// <summary>Whether a call failed since calls last succeeded.</summary>
    public bool IsUnavailable { get; private set; }

    /// <summary>Whether only timeouts have occurred since then: the server was slow, but reachable.</summary>
    public bool IsSlow
    {
        get { lock (_lock) return IsUnavailable && _isSlow; }
    }

    public FailureKind Failed(Exception e)
    {
        var kind = RedisFailure.KindOf(e);
        metrics.Failed(kind);
        var isOutage = kind != FailureKind.ForeignData; // the server answers, and one entry cannot be read
        bool isFirst;
        long unlogged = 0;
        lock (_lock)
        {
            if (isOutage && !IsUnavailable) (_since, _isSlow) = (time.GetTimestamp(), true);
            _isSlow &= kind is FailureKind.Timeout or FailureKind.ForeignData;
            IsUnavailable |= isOutage;
            isFirst = !_logged.TryGetValue(kind, out var logged);
            if (isFirst) _logged[kind] = new Logged { At = time.GetTimestamp() };
            else if (time.GetElapsedTime(logged!.At) < Repeat) logged.Unlogged++;
            else
            {
                unlogged = logged.Unlogged + 1;
                logged.Unlogged = 0;
                logged.At = time.GetTimestamp();
            }

            _isLogged |= isOutage && (isFirst || unlogged > 0);
        }

        if (isFirst) logger.RedisFailed(kind, RedisFailure.WhatToDo(kind), e);
        else if (unlogged > 0) logger.RedisStillFails(kind, unlogged, RedisFailure.WhatToDo(kind));
        return kind;
    }

    /// <summary>Calls succeed again. Logged where the failure was logged.</summary>
    public void Over()
    {
        TimeSpan outage;
        lock (_lock)
        {
            if (!IsUnavailable) return;
            IsUnavailable = false;
            // A kind that comes and goes all the time must not flood the log either: it is forgotten only once it has
            // been quiet for the interval.
            foreach (var (kind, logged) in _logged)
                if (time.GetElapsedTime(logged.At) >= Repeat) _logged.Remove(kind);
            if (!_isLogged) return;
            _isLogged = false;
            outage = time.GetElapsedTime(_since);
        }

        logger.RedisAnswersAgain(outage.TotalSeconds);
    }

    private sealed class Logged
    {
        public long At { get; set; }

        public long Unlogged { get; set; }
    }
}
