using System.Collections.Concurrent;

namespace FromSignalR;

/// <summary>What a page received of a job.</summary>
/// <param name="name">Before or after.</param>
internal sealed class Seen(string name)
{
    private readonly TaskCompletionSource _watched = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> _completed = new();
    private int _updates;
    private string _end = "unknown";

    /// <summary>Completes with the first update that it receives.</summary>
    public Task Watched => _watched.Task;

    public void Progress(int percent)
    {
        if (percent > 0) Interlocked.Increment(ref _updates);
        _watched.TrySetResult();
    }

    public void Completed(string stage) => _completed.Enqueue(stage);

    public void End(string status) => _end = status;

    public override string ToString() =>
        $"{name}: {_updates} updates, notified that these were completed: [{string.Join(", ", _completed)}], at the end: {_end}";
}
