using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.Protocol;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Connections;

/// <summary>
/// What clients could not be answered. An outage of the backplane is one line here, not one a request, which anybody
/// can make: a backplane need not log outages of its own.
/// </summary>
internal sealed class ClientFailures(TimeProvider time, ILogger<ClientFailures> logger)
{
    private static readonly TimeSpan Over = TimeSpan.FromMinutes(1); // without a failure, an outage is

    private readonly SpacedLines _unexpected = new(time);
    private readonly Lock _lock = new();
    private long? _last;

    /// <summary>A pipeline could not be read, or an owner's, for a connection, a user or a request.</summary>
    public void ReadFailed(SafeText id, Exception exception)
    {
        if (exception is not PipelineException { IsRetryable: true } e)
        {
            if (_unexpected.IsDue(out var others)) logger.ReadFailed(id, others, exception);
            return;
        }

        logger.SubscribeUnavailable(id, e.Code);
        Note(e);
    }

    public void TicketFailed(SafeText requestId, PipelineException exception)
    {
        if (exception.Code == ErrorCode.ApplicationUnavailable.Name) return; // that has its line
        logger.TicketFailed(requestId, exception.Code);
        Note(exception);
    }

    public void TicketNotLookedUp(SafeText requestId, PipelineException exception)
    {
        if (exception.Code == ErrorCode.ApplicationUnavailable.Name) return; // that has its line
        logger.TicketNotLookedUp(requestId, exception.Code);
        Note(exception);
    }

    private void Note(PipelineException exception)
    {
        if (exception.Code != ErrorCode.BackplaneUnavailable.Name || !IsFirst()) return;
        logger.ClientsUnavailable(exception.Message);
    }

    private bool IsFirst()
    {
        lock (_lock)
        {
            var isFirst = _last is not { } last || time.GetElapsedTime(last) >= Over;
            _last = time.GetTimestamp();
            return isFirst;
        }
    }
}
