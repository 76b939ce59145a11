namespace Dpa.Realtime.Client.Fallback;

/// <summary>
/// Live lists while there is no socket: each is requested as a list once in every interval, and what is on it is then
/// watched by its id. Runs on the strand, except the requests themselves.
/// </summary>
internal sealed class QueryPolling(ClientContext context, Queries queries, Action<PipelineFrame> apply) : IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private IDisposable? _next;
    private bool _isRunning;
    private bool _isAsking;

    /// <summary>Whether a stream or polling replaces the socket now.</summary>
    public void Run(bool isRunning)
    {
        if (_isRunning == isRunning) return;
        _isRunning = isRunning;
        if (isRunning) Begin();
        else _next?.Dispose();
    }

    /// <summary>Another list is watched: it is requested at once.</summary>
    public void Added()
    {
        if (!_isRunning) return;
        _next?.Dispose();
        Begin();
    }

    public void Dispose()
    {
        Run(false);
        _closed.Cancel();
    }

    private void Begin()
    {
        if (_isAsking) return;
        _isAsking = !queries.IsEmpty;
        if (_isAsking) _ = Task.Run(() => AskAsync([.. queries.All]));
    }

    private async Task AskAsync(LiveQuery[] all)
    {
        foreach (var live in all)
        {
            try
            {
                var page = await SingleRequest.ListAsync(context, live.Query, _closed.Token).ConfigureAwait(false);
                await context.Strand.RunAsync(() => Take(live, page)).ConfigureAwait(false);
            }
            catch (RealtimeException e) when (e.Code is ProgressErrorCodes.InvalidMessage)
            {
                var error = new ErrorFrame(e.Code, e.Message, e.Suggestion, live.Id, null);
                await context.Strand.RunAsync(() => queries.Refused(error)).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // Any exception is a failed poll; the connection reports what fails.
            catch (Exception)
#pragma warning restore CA1031
            {
                // asked again after the interval
            }
        }

        if (!_closed.IsCancellationRequested) context.Strand.Post(Again);
    }

    private void Take(LiveQuery live, PipelinePage page)
    {
        if (!_isRunning) return; // the socket lists again
        queries.Listed(live.Id, [.. page.Pipelines.Select(state => state.Id)]);
        foreach (var state in page.Pipelines)
            apply(
                new PipelineFrame(
                    state, state.Transitions is [var first, ..] ? first.Number : state.Transition + 1, HasStages: true,
                    ListsTransitions: true, IsPartial: false, IsReset: false));
    }

    private void Again()
    {
        _isAsking = false;
        if (_isRunning) _next = context.Strand.After(context.Options.PollInterval, Begin);
    }
}
