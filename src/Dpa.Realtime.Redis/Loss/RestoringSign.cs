using Dpa.Realtime.Redis.Entries;

namespace Dpa.Realtime.Redis.Loss;

/// <summary>
/// Signals to all nodes that this one compares or restores lost data. The signal lasts from before its offers until all
/// data is restored, however long that takes. If the node dies meanwhile, the signal stays for 10 s.
/// </summary>
internal sealed class RestoringSign(SharedMarks marks, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _stop = new();
    private Task? _renewing;

    public async ValueTask SetAsync()
    {
        if (_renewing is not null) return;
        await marks.RestoringAsync(true).ConfigureAwait(false);
        _renewing = Task.Run(RenewAsync);
    }

    /// <summary>All data is restored.</summary>
    public async ValueTask ClearAsync()
    {
        if (_renewing is null) return;
        await StopAsync().ConfigureAwait(false);
        await marks.RestoringAsync(false).ConfigureAwait(false);
    }

    /// <summary>Stops the signal. If it was not cleared, the other nodes find that out by themselves.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async ValueTask StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_renewing is not null) await _renewing.ConfigureAwait(false);
    }

    private async Task RenewAsync()
    {
        while (true)
        {
            await Task.Delay(Interval, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stop.IsCancellationRequested) return;
            try
            {
                await marks.RestoringAsync(true).ConfigureAwait(false);
            }
            catch (PipelineException)
            {
                // Logged by the link; the comparison itself fails, too, or the next time is soon enough.
            }
        }
    }
}
