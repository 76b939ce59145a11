namespace DocumentPipelineHost.Tests.Engine;

/// <summary>The greatest memory of a host and of its children while it was watched, in MiB.</summary>
internal sealed class MemoryPeaks : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Task _watching;

    public MemoryPeaks(HostProcesses processes, int hostId) => _watching = Task.Run(async () =>
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!_end.IsCancellationRequested)
        {
            Host = Math.Max(Host, HostProcesses.StatusKb(hostId, "VmRSS") / 1024);
            foreach (var child in processes.Children())
                Child = Math.Max(Child, HostProcesses.StatusKb(child, "VmHWM") / 1024);
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    });

    public long Host { get; private set; }

    public long Child { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _watching;
        _end.Dispose();
    }
}
