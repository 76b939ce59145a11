using System.Collections.Concurrent;
using Dpa.Realtime.Quartz;
using Quartz;

namespace Dpa.Realtime.Producers.Tests.Quartz;

/// <summary>A job as it is before this library comes: it reports to Quartz.</summary>
public sealed class ReportingJob : IJob
{
    public static TaskCompletionSource Seen { get; } = new();

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        context.ReportProgress(40, "nearly half");
        await Seen.Task.WaitAsync(cancellationToken);
    }
}

/// <summary>Reports to its stage.</summary>
public sealed class UnitsJob : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        context.ProgressStage()!.Report(7, of: 7, "pages");
        return default;
    }
}

/// <summary>Fails the first time.</summary>
public sealed class FailingOnceJob : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        context.RetryAttempt == 0 ? throw new InvalidOperationException("the first time") : default;
}

/// <summary>Fails with words that no user is to read.</summary>
public sealed class FailingJob : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        throw new InvalidOperationException("secret");
}

/// <summary>Fails the first time, and notes its firings' ids.</summary>
public sealed class NotingItsFiringsJob : IJob
{
    private static readonly ConcurrentQueue<string> Firings = new();

    public static TaskCompletionSource<string[]> Both { get; } = new();

    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        Firings.Enqueue(context.FireInstanceId);
        if (context.RetryAttempt == 0) throw new InvalidOperationException("the first time");
        Both.TrySetResult([.. Firings]);
        return default;
    }
}

/// <summary>Its pipeline is taken over while it works.</summary>
public sealed class TakenOverJob : IJob
{
    public static TaskCompletionSource Begun { get; } = new();

    public static TaskCompletionSource TakenOver { get; } = new();

    public static TaskCompletionSource<bool> Ended { get; } = new();

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        Begun.SetResult();
        await TakenOver.Task.WaitAsync(cancellationToken);
        await Assert.ThrowsAsync<PipelineException>(async () =>
            await context.ProgressStage()!.CompleteAsync(CancellationToken.None));
        // An interrupt would come now; that none comes can only be waited for.
        await Task.Delay(500, CancellationToken.None);
        Ended.SetResult(cancellationToken.IsCancellationRequested);
    }
}

/// <summary>Goes on until it is interrupted.</summary>
public sealed class EndlessJob : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        context.ReportProgress(1);
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }
}

/// <summary>Notes that it ran, by its name.</summary>
public sealed class NoticedJob : IJob
{
    private static readonly ConcurrentDictionary<string, TaskCompletionSource> Ran = new();

    public static Task Expect(string name) => Ran.GetOrAdd(name, static _ => new TaskCompletionSource()).Task;

    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        Ran[context.JobDetail.Key.Name].TrySetResult();
        return default;
    }
}
