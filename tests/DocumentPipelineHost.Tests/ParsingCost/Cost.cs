using System.Diagnostics;

namespace DocumentPipelineHost.Tests.ParsingCost;

/// <summary>What work took, of the processors and by the clock, in seconds.</summary>
internal readonly record struct Cost(double Processor, double Clock)
{
    // What is done after an answer (memory released, code compiled again) belongs to it.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(400);
    private const double Nothing = 0.03;
    private const int MostLooks = 5;

    /// <summary>Does it, and waits until all processes are quiet.</summary>
    public static async Task<Cost> OfAsync(Func<Task> work, CancellationToken ct)
    {
        var processor = ProcessorTime.Seconds();
        var clock = Stopwatch.StartNew();
        await work();
        var taken = clock.Elapsed.TotalSeconds;
        var (before, now) = (0.0, ProcessorTime.Seconds());
        for (var look = 0; look < MostLooks && now - before > Nothing; look++)
        {
            await Task.Delay(Quiet, ct);
            (before, now) = (now, ProcessorTime.Seconds());
        }

        return new(now - processor, taken);
    }
}
