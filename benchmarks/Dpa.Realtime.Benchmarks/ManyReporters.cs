using System.Diagnostics;
using System.Globalization;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Dpa.Realtime.Benchmarks;

/// <summary>
/// Threads that report to one stage without a pause: how many of the changes that come of it are accepted. Beside the
/// reporters there may be threads that only count: the run's loop then has as many threads to share the processors
/// with.
/// </summary>
internal sealed class ManyReporters(TimeSpan duration)
{
    private const string Reporting = "reporter";
    private const string Counting = "counter";

    private static readonly (int Reporters, int Counters)[] Cases = [(1, 0), (1, 7), (8, 0), (0, 9)];

    /// <summary>Runs each case in turn, as often as asked for, and prints a table in Markdown.</summary>
    public static async Task RunAsync(string[] args)
    {
        var repeats = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 3;
        var seconds = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 3;
        var reporters = new ManyReporters(TimeSpan.FromSeconds(seconds));
        await new ManyReporters(TimeSpan.FromSeconds(1)).MeasureAsync(2, 0); // compiled to the end
        Console.WriteLine(
            "| threads that report | that only count | changes a second | reports a second | loop's CPU | changes a "
                + "CPU second of the loop | longest `Report` | longest pause of one that counts |"
        );
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        for (var i = 0; i < repeats; i++)
            foreach (var (reporting, counting) in Cases)
                Console.WriteLine(await reporters.MeasureAsync(reporting, counting));
    }

    private async Task<string> MeasureAsync(int reporters, int counters)
    {
        var run = await StartedAsync();
        var stage = await run.StartStageAsync("a");
        using var stop = new CancellationTokenSource();
        var reports = new long[reporters];
        var longest = new long[reporters];
        var counted = new long[counters];
        List<Thread> threads =
        [
            .. Enumerable
                .Range(0, reporters)
                .Select(n => Started(Reporting, () => (reports[n], longest[n]) = Report(stage, stop.Token))),
            .. Enumerable.Range(0, counters).Select(n => Started(Counting, () => counted[n] = Count(stop.Token))),
        ];

        var (before, all, own) = (
            run.State.Position.Version, Process.GetCurrentProcess().TotalProcessorTime, OfThreads());
        var clock = Stopwatch.StartNew();
        await Task.Delay(duration);
        var took = clock.Elapsed.TotalSeconds;
        var (changes, cpu) = (
            run.State.Position.Version - before,
            Process.GetCurrentProcess().TotalProcessorTime - all - (OfThreads() - own));
        await stop.CancelAsync();
        threads.ForEach(t => t.Join());
        await run.DisposeAsync();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {reporters} | {counters} | {changes / took:N0} | {reports.Sum() / took:N0} | "
                + $"{cpu.TotalSeconds / took:P0} | {changes / cpu.TotalSeconds:N0} | {Milliseconds(longest)} | "
                + $"{Milliseconds(counted)} |"
        );
    }

    private static async Task<PipelineRun> StartedAsync()
    {
        var backplane = PipelineEngine.InMemory(TimeProvider.System, new DpaRealtimeOptions());
        var services = new ServiceCollection().AddLogging().AddSingleton<IBackplane>(backplane);
        services.AddDpaRealtime();
        var notifier = services.BuildServiceProvider().GetRequiredService<IProgressNotifier>();
        return await notifier.StartAsync(new PipelineStart("p", "user-1") { Stages = [new("a")] });
    }

    private static (long Reports, long Longest) Report(StageRun stage, CancellationToken stop)
    {
        var (reports, longest) = (0L, 0L);
        for (var before = Stopwatch.GetTimestamp(); !stop.IsCancellationRequested; reports++)
        {
            stage.Report(reports, long.MaxValue / 4, "steps");
            var now = Stopwatch.GetTimestamp();
            if (now - before > longest) longest = now - before;
            before = now;
        }

        return (reports, longest);
    }

    /// <summary>
    /// How long a thread is without a processor that waits for nothing: what the operating system's turns alone cost a
    /// report.
    /// </summary>
    private static long Count(CancellationToken stop)
    {
        var longest = 0L;
        for (var before = Stopwatch.GetTimestamp(); !stop.IsCancellationRequested;)
        {
            var now = Stopwatch.GetTimestamp();
            if (now - before > longest) longest = now - before;
            before = now;
        }

        return longest;
    }

    private static string Milliseconds(long[] timestamps) =>
        timestamps.Length == 0
            ? "–"
            : string.Create(CultureInfo.InvariantCulture, $"{timestamps.Max() * 1000.0 / Stopwatch.Frequency:N2} ms");

    private static Thread Started(string name, Action work)
    {
        var thread = new Thread(() => work()) { Name = name, IsBackground = true };
        thread.Start();
        return thread;
    }

    /// <summary>The CPU time of this program's own threads: what is left of the process's is the loop's.</summary>
    private static TimeSpan OfThreads()
    {
        var ticks = 0L;
        foreach (var thread in Directory.EnumerateDirectories("/proc/self/task"))
        {
            if (File.ReadAllText($"{thread}/comm").Trim() is not (Reporting or Counting))
                continue;
            var fields = File.ReadAllText($"{thread}/stat")
                .Split(')')[1]
                .Split(' ', StringSplitOptions.RemoveEmptyEntries);
            ticks +=
                long.Parse(fields[11], CultureInfo.InvariantCulture)
                + long.Parse(fields[12], CultureInfo.InvariantCulture);
        }

        return TimeSpan.FromSeconds(ticks / 100.0); // USER_HZ
    }
}
