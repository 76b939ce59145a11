namespace DocumentPipelineHost.Tests.Engine;

/// <summary>The greatest memory of a host and of its children while it was watched, in MiB.</summary>
internal sealed class MemoryPeaks : IAsyncDisposable
{
    /// <summary>
    /// Looks at the same children, before it looks for new ones: that reads what there is of every process of the
    /// machine, and a new one needs longer until it reads a document.
    /// </summary>
    private const int LooksAtTheSame = 4;

    private readonly CancellationTokenSource _end = new();
    private readonly Task _watching;

    public MemoryPeaks(HostProcesses processes, int hostId) => _watching = Task.Run(async () =>
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        IReadOnlyList<int> children = [];
        for (var look = 0; !_end.IsCancellationRequested; look++)
        {
            if (look % LooksAtTheSame == 0)
                children = processes.Children();
            Host = Math.Max(Host, HostProcesses.StatusKb(hostId, "VmRSS") / 1024);
            foreach (var child in children)
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
