using DocumentPipelineHost.Database;
using Microsoft.Extensions.Time.Testing;

namespace DocumentPipelineHost.Tests.Services;

/// <summary>Work that waits for the database has threads of its own.</summary>
public sealed class DatabaseThreadsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_WorkThatAwaits_ComesBackToThem()
    {
        var threads = new DatabaseThreads();

        var seen = await threads.RunAsync(async () =>
        {
            var before = (Thread.CurrentThread.Name, Thread.CurrentThread.IsThreadPoolThread);
            await Task.Yield();
            await Task.Delay(1, Cancellation);
            return (before, after: (Thread.CurrentThread.Name, Thread.CurrentThread.IsThreadPoolThread));
        });

        Assert.Equal((("database", false), ("database", false)), seen);
    }

    [Fact]
    public async Task Run_MoreThanThereAreThreads_WaitsInItsOrderAndHoldsNoneOfThePool()
    {
        var threads = new DatabaseThreads();
        using var gate = new ManualResetEventSlim();
        var (full, begun) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), 0);
        var blocked = Enumerable.Range(0, DatabaseThreads.Most * 2).Select(i => threads.RunAsync(() =>
        {
            if (Interlocked.Increment(ref begun) == DatabaseThreads.Most)
                full.SetResult();
            return gate.Wait(Limit) ? i : -1;
        })).ToList();
        await full.Task.WaitAsync(Limit, Cancellation);

        await Task.WhenAll(Enumerable.Range(0, 100).Select(static i => Task.Run(() => i, Cancellation)))
            .WaitAsync(Limit, Cancellation);
        Assert.Equal(DatabaseThreads.Most, Volatile.Read(ref begun));
        gate.Set();

        Assert.Equal(Enumerable.Range(0, blocked.Count), await Task.WhenAll(blocked).WaitAsync(Limit, Cancellation));
    }

    [Fact]
    public async Task RunInTime_WorkThatGotItsThreadTooLate_IsRefusedAndNotDone()
    {
        var (threads, time) = (new DatabaseThreads(), new FakeTimeProvider());
        using var gate = new ManualResetEventSlim();
        var blocked = Enumerable.Range(0, DatabaseThreads.Most)
            .Select(_ => threads.RunAsync(() => gate.Wait(Limit))).ToList();
        var (done, second) = (0, TimeSpan.FromSeconds(1));
        var late = threads.RunInTimeAsync(() => Task.FromResult(done++), second, time);
        var patient = threads.RunInTimeAsync(() => Task.FromResult(done++), second * 3, time);

        time.Advance(second * 2);
        gate.Set();

        await Assert.ThrowsAsync<DatabaseSilentException>(() => late.WaitAsync(Limit, Cancellation));
        await patient.WaitAsync(Limit, Cancellation);
        Assert.Equal(1, done);
        Assert.DoesNotContain(false, await Task.WhenAll(blocked));
    }

    [Fact]
    public async Task Run_WorkThatThrows_ThrowsAndItsThreadGoesOn()
    {
        var threads = new DatabaseThreads();

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => threads.RunAsync(static () => Task.FromException(new InvalidOperationException())));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => threads.RunAsync(static () => Fail()));

        Assert.Equal(7, await threads.RunAsync(static () => 7));

        static int Fail() => throw new InvalidOperationException();
    }
}
