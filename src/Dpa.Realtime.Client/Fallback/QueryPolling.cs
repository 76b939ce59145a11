namespace Dpa.Realtime.Client.Fallback;

/// <summary>
/// Live lists while there is no socket: each is requested as a list once in every interval, and what is on it is then
/// watched by its id. Runs on the strand, except the requests themselves.
/// </summary>
internal sealed class QueryPolling(ClientContext context, Queries queries, Action<PipelineFrame> apply) : IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private IDisposable? _next;
    private long _polls;
    private int _failures;
    private TimeSpan _notBefore;
    private bool _isRunning;
    private bool _isAsking;
    private bool _isDue;

    /// <summary>Whether a stream or polling replaces the socket now.</summary>
    public void Run(bool isRunning)
    {
        if (_isRunning == isRunning) return;
        _isRunning = isRunning;
        if (isRunning) AskAll();
        else Rest();
    }

    /// <summary>Another list is watched: it is requested at once, or after the requests under way.</summary>
    public void Added()
    {
        if (_isRunning && !_isAsking && context.Strand.Now >= _notBefore) AskNew();
    }

    public void Dispose()
    {
        Run(false);
        _closed.Cancel();
    }

    private void Rest()
    {
        _next?.Dispose();
        (_next, _isDue, _failures, _notBefore) = (null, false, 0, TimeSpan.Zero);
    }

    private void AskAll()
    {
        _next = null;
        if (_isAsking) _isDue = true;
        else Begin(queries.All);
    }

    private void AskNew() => Begin(queries.All.Where(live => live.PolledIn == 0));

    /// <summary>Requests these, beginning with those that were not requested for the longest time.</summary>
    private void Begin(IEnumerable<LiveQuery> all)
    {
        LiveQuery[] ordered = [.. all.OrderBy(live => live.PolledIn)]; // here: only the strand reads what it changes
        if (ordered.Length == 0) return;
        _isAsking = true;
        _ = Task.Run(() => AskAsync(ordered));
    }

    private async Task AskAsync(LiveQuery[] all)
    {
        RealtimeException? failure = null;
        try
        {
            foreach (var live in all)
            {
                var isWanted = false;
                await context.Strand.RunAsync(() => isWanted = Note(live)).ConfigureAwait(false);
                if (isWanted) failure = await AskAsync(live).ConfigureAwait(false) ?? failure;
                if (failure?.RetryAfter > TimeSpan.Zero) break;
            }
        }
        finally
        {
            context.Strand.Post(() => Again(failure));
        }
    }

    /// <summary>Whether it is still to be requested; a socket that is back lists by itself.</summary>
    private bool Note(LiveQuery live)
    {
        if (!_isRunning || !queries.Has(live.Id)) return false;
        live.PolledIn = ++_polls;
        return true;
    }

    /// <returns>Why it brought nothing; null if it did, or is refused for good.</returns>
    private async Task<RealtimeException?> AskAsync(LiveQuery live)
    {
        try
        {
            var page = await SingleRequest.ListAsync(context, live.Query, _closed.Token).ConfigureAwait(false);
            await context.Strand.RunAsync(() => Take(live, page)).ConfigureAwait(false);
            return null;
        }
        catch (RealtimeException e) when (IsFinal(e))
        {
            var error = new ErrorFrame(e.Code, e.Message, e.Suggestion, live.Id, null);
            await context.Strand.RunAsync(() => queries.Refused(error)).ConfigureAwait(false);
            return null;
        }
        catch (RealtimeException e)
        {
            return e;
        }
#pragma warning disable CA1031 // Any exception is a failed poll; the connection reports what fails.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var reason = context.Requests.FailureOf(e);
            return new RealtimeException(reason.Reason, reason.Message, "", e);
        }
    }

    /// <summary>The server's own answer about this list, not one of something in between.</summary>
    private static bool IsFinal(RealtimeException refusal) =>
        refusal is { Code: ProgressErrorCodes.InvalidMessage or ProgressErrorCodes.Forbidden, InnerException: null };

    private void Take(LiveQuery live, PipelinePage page)
    {
        if (!_isRunning) return; // the socket lists again
        if (!queries.Listed(live.Id, [.. page.Pipelines.Select(state => state.Id)])) return; // it was left
        foreach (var state in page.Pipelines)
            apply(
                new PipelineFrame(
                    state, state.Transitions is [var first, ..] ? first.Number : state.Transition + 1, HasStages: true,
                    ListsTransitions: true, IsPartial: false, IsReset: false));
    }

    private void Again(RealtimeException? failure)
    {
        _isAsking = false;
        if (!_isRunning) return;
        if (failure is not null)
        {
            var pause = Longer(failure.RetryAfter, Backoff.Delay(++_failures, context.Jitter(), context.Rules));
            (_notBefore, _isDue) = (context.Strand.Now + pause, false);
            _next?.Dispose();
            _next = context.Strand.After(Longer(pause, context.Options.PollInterval), AskAll);
            return;
        }

        (_failures, _notBefore) = (0, TimeSpan.Zero);
        if (_isDue)
        {
            _isDue = false;
            Begin(queries.All);
            return;
        }

        _next ??= context.Strand.After(context.Options.PollInterval, AskAll);
        AskNew();
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
