using System.Collections.Concurrent;
using Dpa.Realtime.Hangfire;
using Hangfire;
using Hangfire.Server;

namespace Dpa.Realtime.Producers.Tests.Hangfire;

/// <summary>Jobs as an application has them.</summary>
public static class Jobs
{
    private static readonly ConcurrentDictionary<string, TaskCompletionSource> Ran = new();
    private static readonly ConcurrentDictionary<string, int> Attempts = new();

    public static ConcurrentDictionary<string, StageRun?> Stages { get; } = new();

    public static Task Expect(string name) => Ran.GetOrAdd(name, static _ => new TaskCompletionSource()).Task;

    public static void Note(string name) => Ran[name].TrySetResult();

    public static void Work(PerformContext context)
    {
        context.WriteProgressBar().SetValue(10);
        foreach (var item in new[] { 1, 2, 3 }.WithProgress(context)) Assert.InRange(item, 1, 3);
    }

    public static async Task WorkWithoutContext(int pages)
    {
        for (var page = 1; page <= pages; page++)
        {
            await Task.Yield();
            ReportPage(page, pages);
        }
    }

    private static void ReportPage(int page, int pages) => JobProgress.Stage?.Report(page, of: pages, "pages");

    public static void NoteStage(string name)
    {
        Stages[name] = JobProgress.Stage;
        Note(name);
    }

    [AutomaticRetry(Attempts = 1, DelaysInSeconds = [0])]
    public static void FailOnce(string name)
    {
        if (Attempts.AddOrUpdate(name, 1, static (_, n) => n + 1) == 1)
            throw new InvalidOperationException("secret, the first time");
    }

    [AutomaticRetry(Attempts = 0)]
    public static void Fail() => throw new InvalidOperationException("secret");

    public static void Endless(PerformContext context, IJobCancellationToken cancellation)
    {
        context.WriteProgressBar(1);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            cancellation.ShutdownToken.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(10));
        }
    }
}
