using System.Diagnostics;
using Dpa.Realtime.LoadTest.Peers;

namespace Dpa.Realtime.LoadTest.Producing;

/// <summary>
/// Publishes changes at an even rate, round the pipelines in turn. The schedule is open: a change that is late is published late, none is left out,
/// so a server that cannot keep up shows as lag and not as a lower rate.
/// </summary>
internal sealed class ChangeSchedule(IPeerProducer producer, LoadTestOptions options)
{
    public async Task<ProductionReport> RunAsync(ProductionRequest request, CancellationToken cancellation)
    {
        var begin = Stopwatch.GetTimestamp();
        var total = (long)(Seconds(request.End - begin) * options.ChangesPerSecond);
        long measured = 0, longest = 0, worst = 0;
        TimeSpan? cpu = null, spent = null;
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        for (long i = 0; i < total; i++)
        {
            var due = begin + (long)(i / options.ChangesPerSecond * Stopwatch.Frequency);
            while (Stopwatch.GetTimestamp() < due)
                await tick.WaitForNextTickAsync(cancellation);
            var now = Stopwatch.GetTimestamp();
            await producer.PublishAsync((int)(i % options.Pipelines), 100.0 * i / total, ChangeStamp.Write(now));
            // One that is behind its schedule still publishes for a while after the end: what that costs belongs to no delivery that counts.
            if (now >= request.End)
                spent ??= Environment.CpuUsage.TotalTime - cpu;
            if (now < request.Start || now >= request.End)
                continue;
            cpu ??= Environment.CpuUsage.TotalTime;
            measured++;
            longest = Math.Max(longest, Stopwatch.GetTimestamp() - now);
            worst = Math.Max(worst, now - due);
        }
        spent ??= Environment.CpuUsage.TotalTime - cpu;
        return new(measured, spent?.TotalSeconds ?? 0, Environment.WorkingSet, Seconds(longest) * 1000, Seconds(worst) * 1000);
    }

    private static double Seconds(long ticks) => (double)ticks / Stopwatch.Frequency;
}
