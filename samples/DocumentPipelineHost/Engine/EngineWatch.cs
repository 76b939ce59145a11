using DocumentPipelineHost.Configuration;

namespace DocumentPipelineHost.Engine;

/// <summary>
/// Checks every 50 ms what a working process uses, and kills it above its limits. Processor and waiting time count for
/// one step: they start again with each answer, and are paused while the host itself is busy with one.
/// </summary>
internal sealed class EngineWatch(EngineProcess process, EngineOptions options, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>A process that stood still for so long will not go on by itself.</summary>
    private static readonly TimeSpan StoppedFor = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _end = new();
    private Task _task = Task.CompletedTask;
    private volatile int _steps;
    private volatile bool _isWaiting;

    /// <summary>Why it was killed; null while it was not.</summary>
    public EngineEnd? Killed { get; private set; }

    public void Start() => _task = RunAsync(_end.Token);

    /// <summary>A step begins.</summary>
    public void Begin()
    {
        _steps++;
        _isWaiting = true;
    }

    /// <summary>Its answer is here.</summary>
    public void End() => _isWaiting = false;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task RunAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var (step, cpu, since) = (0, TimeSpan.Zero, time.GetTimestamp());
        long? stopped = null;
        while (await timer.WaitForNextTickAsync(ct))
        {
            if (process.Usage() is not { } usage)
                return;
            if (step != _steps || !_isWaiting)
                (step, cpu, since) = (_steps, usage.Cpu, time.GetTimestamp());
            stopped = usage.IsStopped ? stopped ?? time.GetTimestamp() : null;
            if (
                Evaluate(
                    usage, usage.Cpu - cpu, time.GetElapsedTime(since),
                    stopped is { } from ? time.GetElapsedTime(from) : default)
                is not { } end)
                continue;
            Killed = end;
            process.Kill();
            return;
        }
    }

    private EngineEnd? Evaluate(ProcessUsage usage, TimeSpan cpu, TimeSpan waited, TimeSpan stopped) => usage switch
    {
        _ when usage.Memory > options.MemoryLimit => EngineEnd.Memory,
        _ when cpu.TotalSeconds > options.CpuSeconds => EngineEnd.Cpu,
        _ when stopped > StoppedFor => EngineEnd.Stopped,
        _ when waited > options.TimeLimit => EngineEnd.Time,
        _ => null,
    };
}
