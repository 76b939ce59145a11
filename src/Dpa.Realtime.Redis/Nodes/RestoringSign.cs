namespace Dpa.Realtime.Redis.Nodes;

/// <summary>
/// Says to all nodes that this one compares, or restores, what was lost: from before it makes its offers until all is
/// back, however long that takes. A node that dies meanwhile says so for 10 s.
/// </summary>
internal sealed class RestoringSign(SharedMarks marks, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _stop = new();
    private Task? _saying;

    public async ValueTask SetAsync()
    {
        if (_saying is not null) return;
        await marks.RestoringAsync(true).ConfigureAwait(false);
        _saying = Task.Run(SayOnAsync);
    }

    /// <summary>All is back.</summary>
    public async ValueTask ClearAsync()
    {
        if (_saying is null) return;
        await StopAsync().ConfigureAwait(false);
        await marks.RestoringAsync(false).ConfigureAwait(false);
    }

    /// <summary>Says it no more. Where it was not cleared, the others find that out by themselves.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async ValueTask StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_saying is not null) await _saying.ConfigureAwait(false);
    }

    private async Task SayOnAsync()
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
