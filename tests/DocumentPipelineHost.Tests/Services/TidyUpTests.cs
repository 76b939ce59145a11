using DocumentPipelineHost.Database;
using DocumentPipelineHost.Idempotency;
using Dpa.Realtime.Faults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DocumentPipelineHost.Tests.Services;

/// <summary>What a failed request leaves is undone, though its own patience with the database is spent.</summary>
public sealed class TidyUpTests
{
    [Fact]
    public async Task Run_InARequestThatMetSilence_DoesTheWorkLater()
    {
        var time = new FakeTimeProvider();
        using var watch = new SilenceWatch(static () => { }, static () => { }, time, NullLogger.Instance);
        var tidyUp = new TidyUp(
            time, new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance), NullLogger<TidyUp>.Instance);
        var (done, goOn) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var request = RequestWait.RunAsync(async () =>
        {
            Assert.Throws<DatabaseSilentException>(() => watch.Call<int>(static () => throw new TimeoutException()));
            await tidyUp.RunAsync("Tidy up", () => Task.FromResult(watch.Call(() => Interlocked.Increment(ref done))));
            Assert.Equal(0, Volatile.Read(ref done)); // this request is refused
            await goOn.Task;
        });

        await Eventually.HoldsAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return Volatile.Read(ref done) == 1;
            },
            "it is done though the request has not ended");
        goOn.SetResult();
        await request;
        time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(1, Volatile.Read(ref done));
    }

    /// <summary>A release that comes late must not let a third call in while the second is under way.</summary>
    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Postgres)]
    public async Task Release_OfACallThatFailedBefore_LeavesALaterClaim(Rows rows)
    {
        await using var work = await HostAtWork.StartAsync(rows);
        var store = work.Host.Services.GetRequiredService<IdempotencyStore>();
        var before = TimeProvider.System.GetUtcNow().AddSeconds(-1);
        Assert.Null(await store.ClaimAsync("user-1", "key", "call"));

        await store.ReleaseAsync("user-1", "key", before);
        Assert.NotNull(await store.ClaimAsync("user-1", "key", "call"));
        await store.ReleaseAsync("user-1", "key", TimeProvider.System.GetUtcNow());
        Assert.Null(await store.ClaimAsync("user-1", "key", "call"));
    }
}
