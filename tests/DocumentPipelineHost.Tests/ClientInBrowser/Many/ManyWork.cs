using Dpa.Realtime;

namespace DocumentPipelineHost.Tests.ClientInBrowser.Many;

/// <summary>
/// Pipelines of one user that report 20 times a second each, spread over time as by producers that know nothing of each
/// other, and go from stage to stage.
/// </summary>
internal sealed class ManyWork : IAsyncDisposable
{
    public const int ReportsPerSecond = 20;

    private const int Groups = 10; // take turns within a period
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1) / ReportsPerSecond / Groups;

    private readonly CancellationTokenSource _stopped = new();
    private readonly IReadOnlyList<OneOfMany> _all;
    private Task _reporting = Task.CompletedTask;
    private long _reports;

    private ManyWork(IReadOnlyList<OneOfMany> all) => _all = all;

    public IReadOnlyList<string> Ids => [.. _all.Select(one => one.Id)];

    /// <summary>Progress reports so far.</summary>
    public long Reports => Interlocked.Read(ref _reports);

    /// <summary>
    /// Starts so many, which report nothing yet; once they do, each begins its next stage after about
    /// <paramref name="stage"/>, until its last.
    /// </summary>
    public static async Task<ManyWork> StartAsync(IProgressNotifier progress, int count, TimeSpan stage)
    {
        List<OneOfMany> all = [];
        var reports = (int)(stage.TotalSeconds * ReportsPerSecond);
        for (var i = 0; i < count; i++) all.Add(await OneOfMany.StartAsync(progress, i, reports));
        return new ManyWork(all);
    }

    /// <summary>From now on all of them report.</summary>
    public void BeginReporting() => _reporting = ReportAsync();

    /// <summary>Nobody reports any more; all are still under way.</summary>
    public async Task StopReportingAsync()
    {
        await _stopped.CancelAsync();
        await _reporting;
    }

    /// <summary>The rest of all of them, at once.</summary>
    public async Task EndAsync()
    {
        await StopReportingAsync();
        foreach (var one in _all) await one.EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopReportingAsync();
        foreach (var one in _all) await one.DisposeAsync();
        _stopped.Dispose();
    }

    private async Task ReportAsync()
    {
        using var timer = new PeriodicTimer(Turn);
        var began = TimeProvider.System.GetTimestamp();
        try
        {
            for (var turn = 0; ;)
            {
                await timer.WaitForNextTickAsync(_stopped.Token);
                // What a busy machine let pass is made up for, so that the rate is what it is said to be.
                for (
                    var due = TimeProvider.System.GetElapsedTime(began) / Turn;
                    turn < due && !_stopped.IsCancellationRequested;
                    turn++)
                    await ReportAsync(turn % Groups);
            }
        }
        catch (OperationCanceledException)
        {
            // It ends.
        }
    }

    private async ValueTask ReportAsync(int group)
    {
        for (var i = group; i < _all.Count; i += Groups) await _all[i].ReportAsync();
        Interlocked.Add(ref _reports, (_all.Count - group + Groups - 1) / Groups);
    }
}
