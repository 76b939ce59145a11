namespace Dpa.Realtime.FanOut;

/// <summary>A reader that completes <see cref="Woken"/> for the callers that await it.</summary>
internal sealed class WakingReader : ILogReader
{
    private TaskCompletionSource _next = New();

    /// <summary>Take it before looking at the log: what is appended after the look completes it.</summary>
    public Task Woken => Volatile.Read(ref _next).Task;

    public void OnAppended() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
