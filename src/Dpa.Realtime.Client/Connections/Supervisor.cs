namespace Dpa.Realtime.Client.Connections;

// The folder Connections: a socket that reconnects by itself. A pure function, here, decides what to do; Connection
// carries it out.

/// <summary>
/// The rules of docs/protocol.md#what-a-client-library-does and docs/protocol.md#close-codes: computes the next state
/// from a state and an event.
/// </summary>
internal static class Supervisor
{
    public static Supervision Next(Supervision state, SupervisionEvent happened, SupervisionRules rules) =>
        happened switch
        {
            SupervisionEvent.Start => state.IsResting ? Dial(Supervision.Idle with { Dials = state.Dials }) : state,
            SupervisionEvent.Close => Supervision.Idle with { Dials = state.Dials },
            SupervisionEvent.Due => state.DueAt is null ? state : Dial(state),
            // A server that is restarting named its own time, so that not all clients reconnect at once.
            SupervisionEvent.Wake => state is { Phase: Phase.Waiting, IsPlanned: false } ? Dial(state) : state,
            SupervisionEvent.Up up => state.Phase != Phase.Dialling
                ? state
                : state with
                {
                    Phase = Phase.Up, UpSince = up.Now, Ups = state.Ups + 1, IsFallback = false, IsPlanned = false,
                    IsCutOff = false, DueAt = null, Failure = null,
                },
            SupervisionEvent.Reconnect reconnect => state.Phase == Phase.Up ? Plan(state, reconnect, rules) : state,
            SupervisionEvent.Reached reached => Reach(state, reached.IsReached),
            SupervisionEvent.Refused refused => state.IsFallback ? Stop(state, refused.Failure, false) : state,
            SupervisionEvent.Down down => state.IsResting ? state : Fall(state, down, rules),
            _ => state,
        };

    /// <summary>
    /// The status that is shown. <paramref name="fallback"/> is the status of the HTTP fallback,
    /// <see cref="ConnectionStatus.Connecting"/> before it first got through.
    /// </summary>
    public static ConnectionStatus StatusOf(Supervision state, ConnectionStatus fallback)
    {
        if (state.IsFallback && fallback != ConnectionStatus.Connecting) return fallback;
        if (state.Phase == Phase.Up) return ConnectionStatus.Live;
        if (state.Phase == Phase.Idle || state.IsOver) return ConnectionStatus.Closed;
        return state.Ups + state.Failures > 0 ? ConnectionStatus.Reconnecting : ConnectionStatus.Connecting;
    }

    private static Supervision Plan(Supervision state, SupervisionEvent.Reconnect reconnect, SupervisionRules rules) =>
        state with
        {
            DueAt =
                reconnect.Now
                + Backoff.Planned(
                    reconnect.After, reconnect.Now - state.UpSince >= rules.StableAfter, reconnect.Jitter, rules),
            IsPlanned = true,
        };

    private static Supervision Fall(Supervision state, SupervisionEvent.Down down, SupervisionRules rules)
    {
        var (now, failure) = (down.Now, down.Failure);
        var isStable = state.Phase == Phase.Up && now - failure.Quiet - state.UpSince >= rules.StableAfter;
        var isRenewed = state.IsRenewed && !isStable;
        switch (failure.Code)
        {
            // Another token changes nothing, and polling works without an origin, which may be allowed later.
            case 403 when failure.Reason == Failure.ForbiddenOrigin:
                return state with
                {
                    Phase = Phase.Waiting, DueAt = now + rules.ProbeInterval, IsPlanned = false, IsFallback = true,
                    Failures = state.Failures + 1, Failure = failure,
                };
            case 4401 or 401 or 403: // a new token is requested once, then the failure is reported
                return isRenewed
                    ? Stop(state, failure, false)
                    : Dial(state with { IsRenewed = true, Failure = failure });
            case 4409:
                return Stop(state, failure, true);
            case >= 4400 and < 5000:
                return Stop(state, failure, false);
        }

        var isPlanned = state.Phase == Phase.Up && state.IsPlanned;
        var failures = isPlanned ? state.Failures : isStable ? 0 : state.Failures + 1;
        var isExhausted = failures >= rules.Attempts;
        var delay = isExhausted ? rules.ProbeInterval : Backoff.Delay(failures, down.Jitter, rules);
        if (delay < failure.RetryAfter)
            delay = failure.RetryAfter;
        var dueAt =
            isPlanned && state.DueAt > now ? state.DueAt.Value
            : isPlanned ? now
            : now + delay;
        return state with
        {
            Phase = Phase.Waiting, DueAt = dueAt, IsPlanned = isPlanned, Failures = failures,
            IsFallback = state.IsFallback || isExhausted, IsRenewed = isRenewed, Failure = failure,
            IsCutOff = state.IsFallback && state.IsCutOff,
        };
    }

    /// <summary>
    /// After an outage of the whole server the socket is tried as after any other loss: nothing suggests that only
    /// sockets do not get through. A socket that is refused while HTTP answers waits for its time.
    /// </summary>
    private static Supervision Reach(Supervision state, bool isReached)
    {
        if (!state.IsFallback || state.IsCutOff != isReached) return state;
        var next = state with { IsCutOff = !isReached, Failures = isReached ? 0 : state.Failures };
        // An attempt under way began while the server was unavailable: should it fail, the next one comes soon.
        var isDue = isReached && state is { Phase: Phase.Waiting, IsPlanned: false, DueAt: not null };
        return isDue ? Dial(next) : next;
    }

    private static Supervision Dial(Supervision state) =>
        state with
        {
            Phase = Phase.Dialling, Dials = state.Dials + 1, DueAt = null, IsPlanned = false,
        };

    private static Supervision Stop(Supervision state, Failure failure, bool isFallback) =>
        state with
        {
            Phase = Phase.Stopped, Failure = failure, IsFallback = isFallback, IsPlanned = false, DueAt = null,
        };
}
