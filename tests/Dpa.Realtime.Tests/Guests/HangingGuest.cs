namespace Dpa.Realtime.Tests.Guests;

/// <summary>The application's code, which hangs until it is let go: awaited, or on its thread.</summary>
internal sealed class HangingGuest(bool blocks) : IDisposable
{
    private readonly TaskCompletionSource<int> _hangs = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _gate = new();
    private int _called;

    /// <summary>How often it was called.</summary>
    public int Called => Volatile.Read(ref _called);

    public ValueTask<int> Hang(CancellationToken test)
    {
        Interlocked.Increment(ref _called);
        if (blocks) _gate.Wait(test);
        return new ValueTask<int>(_hangs.Task);
    }

    public void LetGo()
    {
        _gate.Set();
        _hangs.TrySetResult(1);
    }

    public void Dispose()
    {
        LetGo(); // the event stays: threads that were let go may still look at it
    }
}
