namespace Dpa.Realtime.ChaosNode;

/// <summary>While it is closed no producer says anything new.</summary>
internal sealed class Gate
{
    private volatile TaskCompletionSource _open = Opened();

    public Task PassAsync(CancellationToken cancellationToken) => _open.Task.WaitAsync(cancellationToken);

    public void Set(bool isOpen)
    {
        if (isOpen)
            _open.TrySetResult();
        else if (_open.Task.IsCompleted)
            _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }
}
