using DocumentPipelineHost.Loops;
using Dpa.Realtime;

namespace DocumentPipelineHost.Accounts;

/// <summary>
/// Every two seconds: closes the connections of users whose sessions were revoked, on all instances, and removes
/// sessions that ended.
/// </summary>
internal sealed class SessionSweepLoop(
    SessionStore sessions, SignInFailures failures, IConnectionCloser connections, TimeProvider time,
    ILogger<SessionSweepLoop> logger) : PeriodicService(TimeSpan.FromSeconds(2), isAtOnce: false, time)
{
    protected override async Task RoundAsync(CancellationToken ct)
    {
        PipelineException? failure = null;
        foreach (var owner in await sessions.SweepAsync())
        {
            try
            {
                await connections.CloseUserAsync(owner, "the account changed", ct);
            }
            catch (PipelineException exception) when (exception.IsRetryable)
            {
                await sessions.CloseLaterAsync(owner);
                failure = exception;
            }
        }

        await failures.SweepAsync();
        if (failure is not null)
            throw failure;
    }

    protected override void LogFailure(Exception failure) =>
        logger.LogWarning(
            "Sweep sessions: the round failed ({Reason}); it is tried again in {Interval}", failure.Message, Interval);
}
