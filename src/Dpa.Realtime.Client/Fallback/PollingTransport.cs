using System.Text;
using System.Text.Json;

namespace Dpa.Realtime.Client.Fallback;

/// <summary>
/// One request every two seconds for all watched pipelines and, if requested, for the user's other running pipelines
/// (docs/protocol.md#the-same-state-over-http). Runs on the strand, except the requests themselves.
/// </summary>
internal sealed class PollingTransport(ClientContext context, IFallbackOwner owner)
{
    private readonly CancellationTokenSource _closed = new();
    private Task _poll = Task.CompletedTask;
    private IDisposable? _next;
    private int _run;
    private int _failures;
    private bool _isRunning;
    private bool _wasUnauthorized;

    /// <summary>Why the newest poll failed; null if it did not.</summary>
    public Failure? Failure { get; private set; }

    /// <summary>Whether a poll since the start was answered.</summary>
    public bool IsAnswered { get; private set; }

    /// <summary>Completes when no poll is under way.</summary>
    public Task Completion => _poll;

    public void Start()
    {
        if (_isRunning) return;
        (_isRunning, _failures, _wasUnauthorized, IsAnswered) = (true, 0, false, false);
        Poll(++_run);
    }

    /// <summary>Starts nothing new; the answer to a poll under way is still processed.</summary>
    public void Stop()
    {
        _isRunning = false;
        Failure = null;
        _next?.Dispose();
    }

    /// <summary>As <see cref="Stop"/>, but does not wait for the answer to a poll under way.</summary>
    public void Close()
    {
        Stop();
        _closed.Cancel();
    }

    private void Poll(int run)
    {
        var (positions, withUser, maxIds) = (owner.Positions(), owner.WantsUser, owner.MaxIds);
        // Before the first answer it also polls without any pipeline: the answer shows whether the server is reachable.
        var isNeeded = positions.Count > 0 || withUser || !IsAnswered;
        var before = _poll;
        _poll = isNeeded ? Task.Run(() => AskAsync(before, run, positions, withUser, maxIds)) : Task.CompletedTask;
        if (!isNeeded) Again(run, TimeSpan.Zero);
    }

    private async Task AskAsync(
        Task before, int run, List<KeyValuePair<string, PipelinePosition?>> positions, bool withUser, int maxIds)
    {
        await before.ConfigureAwait(false);
        Failure? failure = null;
        var answers = new Answers([], [], []);
        using var limit = new AnswerLimit(context.Options.AnswerTimeout, context.Strand.Time, _closed.Token);
        try
        {
            var isFirst = true;
            foreach (var ids in positions.Chunk(maxIds).DefaultIfEmpty([]))
            {
                var path = withUser && isFirst ? "progress?user=me" : "progress";
                failure ??= await AskAsync(ids, path, answers, limit).ConfigureAwait(false);
                isFirst = false;
            }
        }
#pragma warning disable CA1031 // Any exception is a failed poll, which the connection reports.
        catch (Exception e)
#pragma warning restore CA1031
        {
            failure = context.Requests.FailureOf(e);
        }

        await context.Strand.RunAsync(() => Take(run, failure, answers)).ConfigureAwait(false);
    }

    private async Task<Failure?> AskAsync(
        KeyValuePair<string, PipelinePosition?>[] ids, string path, Answers answers, AnswerLimit limit)
    {
        var requests = context.Requests;
        limit.Renew();
        context.Metrics.Polls.Add(1);
        using var answer = await requests
            .SendAsync(
                HttpMethod.Post, requests.ProgressAddress(path), "application/json", ClientMessages.Positions(ids),
                _wasUnauthorized, limit.Token)
            .ConfigureAwait(false);
        if (!answer.IsSuccessStatusCode)
            return requests.FailureOf(answer);
        limit.Renew();
        using var document = await requests.JsonAsync(answer, limit.Renew, limit.Token).ConfigureAwait(false);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            return FailureReading.NotJson(context.Options.Address!);
        foreach (var element in Elements(document.RootElement, "pipelines"))
        {
            if (StateReader.Read(element) is not { } state) continue;
            context.Options.FrameReceived?.Invoke(Encoding.UTF8.GetBytes(element.GetRawText()));
            answers.States.Add(state);
        }

        foreach (var element in Elements(document.RootElement, "not_found"))
            if (element.ValueKind == JsonValueKind.String) answers.Absent.Add(element.GetString()!);
        foreach (var element in Elements(document.RootElement, "errors")) answers.Errors.AddRange(ErrorsOf(element));
        return null;
    }

    /// <summary>An error that names a pipeline concerns that one only; the others were answered.</summary>
    private static IEnumerable<ErrorFrame> ErrorsOf(JsonElement error)
    {
        if (error.ValueKind != JsonValueKind.Object || error.Text("code") is not { } code)
            return [];
        return Elements(error, "pipeline_ids")
            .Where(id => id.ValueKind == JsonValueKind.String)
            .Select(id => new ErrorFrame(
                code, error.Text("message") ?? code, error.Text("suggestion") ?? "", null, id.GetString()));
    }

    private void Take(int run, Failure? failure, Answers answers)
    {
        // A state is applied by its position, but a pipeline that a late answer did not find may exist by now.
        var isOurs = run == _run && _isRunning;
        owner.Polled(answers.States, isOurs ? answers.Absent : []);
        if (!isOurs) return;
        foreach (var error in answers.Errors) owner.Frame(error);
        var before = Failure;
        Failure = failure;
        if (failure is null)
        {
            var isFirst = !IsAnswered;
            (_failures, _wasUnauthorized, IsAnswered) = (0, false, true);
            if (isFirst || before is not null) owner.Changed();
            owner.PollAnswered();
            owner.Reached(true);
            Again(run, TimeSpan.Zero);
            return;
        }

        if (before?.Reason != failure.Reason)
            context.Logger.PollingFailed(context.Host, failure.Reason, failure.Message);
        owner.Changed();
        if (!failure.IsReached) owner.Reached(false);
        var isUnauthorized = failure.Code is 401 or 403;
        if (isUnauthorized && _wasUnauthorized) owner.Refused(failure); // with a new token too
        _wasUnauthorized = isUnauthorized;
        var pause = Backoff.Delay(++_failures, context.Jitter(), context.Rules);
        Again(run, pause > failure.RetryAfter ? pause : failure.RetryAfter);
    }

    private void Again(int run, TimeSpan pause)
    {
        if (!_isRunning || run != _run) return;
        var interval = context.Options.PollInterval;
        _next = context.Strand.After(pause > interval ? pause : interval, () => Poll(run));
    }

    private static IEnumerable<JsonElement> Elements(JsonElement e, string name) =>
        e.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : [];

    /// <summary>What the requests of one poll brought.</summary>
    private sealed record Answers(List<PipelineFrame> States, List<string> Absent, List<ErrorFrame> Errors);
}
