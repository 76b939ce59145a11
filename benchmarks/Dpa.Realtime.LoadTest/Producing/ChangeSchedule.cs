using System.Diagnostics;
using Dpa.Realtime.LoadTest.Peers;
using HdrHistogram;

namespace Dpa.Realtime.LoadTest.Producing;

/// <summary>
/// Publishes changes at an even rate, round the pipelines of this node in turn, until the end of the measured time. A
/// change that is late is published late, none is left out, so a server that cannot keep up shows as lag and as changes
/// that were due and not published.
/// </summary>
internal sealed class ChangeSchedule(IPeerProducer producer, ProcessWatch process, LoadTestOptions options)
{
    public async Task<ProductionReport> RunAsync(ProductionRequest request, CancellationToken cancellation)
    {
        var begin = Stopwatch.GetTimestamp();
        int[] pipelines = [.. Enumerable.Range(0, options.Pipelines).Where(p => options.ProducerOf(p) == options.Node)];
        var changesPerSecond = options.ChangesPerSecond * pipelines.Length / options.Pipelines;
        var total = (long)(Seconds(request.End - begin) * changesPerSecond);
        long measured = 0, longest = 0, worst = 0;
        var lags = new LongHistogram(1, 600_000_000, 3); // microseconds
        TimeSpan? cpu = null;
        using var watching = process.Begin();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        long i = 0;
        for (; i < total; i++)
        {
            var due = begin + (long)(i / changesPerSecond * Stopwatch.Frequency);
            while (Stopwatch.GetTimestamp() < due)
                await tick.WaitForNextTickAsync(cancellation);
            var now = Stopwatch.GetTimestamp();
            if (now >= request.End)
                break;
            var stamp = options.SinceDue ? due : now;
            await producer.PublishAsync(pipelines[i % pipelines.Length], 100.0 * i / total, ChangeStamp.Write(stamp));
            longest = Math.Max(longest, Stopwatch.GetTimestamp() - now);
            worst = Math.Max(worst, now - due);
            if (stamp < request.Start)
                continue;
            if (cpu is null)
            {
                cpu = Environment.CpuUsage.TotalTime;
                process.MarkStart();
                // The warm-up's own do not count, but an overload's begin with it.
                if (options.Scenario != Scenario.Overload)
                    (longest, worst) = (0, 0);
            }
            measured++;
            lags.RecordValue(Math.Clamp((now - due) * 1_000_000 / Stopwatch.Frequency, 1, 600_000_000));
        }
        var spent = Environment.CpuUsage.TotalTime - (cpu ?? Environment.CpuUsage.TotalTime);
        return new(
            measured, i, total, spent.TotalSeconds, Seconds(longest) * 1000, Seconds(worst) * 1000,
            lags.GetValueAtPercentile(99) / 1000.0, process.End());
    }

    private static double Seconds(long ticks) => (double)ticks / Stopwatch.Frequency;
}
