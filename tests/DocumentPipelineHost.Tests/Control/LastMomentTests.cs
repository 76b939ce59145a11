using Dapper;
using DocumentPipelineHost.Control;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Tests.Batches;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;
using Dpa.Realtime;
using Dpa.Realtime.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace DocumentPipelineHost.Tests.Control;

/// <summary>A person decides in the moment in which the worker ends the pipeline.</summary>
public sealed class LastMomentTests
{
    private const string Waiting =
        "pg_locks JOIN pg_database d ON d.oid = database WHERE locktype = 'advisory' AND NOT granted "
            + "AND d.datname = current_database()";

    [Theory]
    [InlineData(PipelineControls.Cancel, false)]
    [InlineData(PipelineControls.Interrupt, false)]
    [InlineData(PipelineControls.Cancel, true)]
    public async Task Decision_ThatIsBeingNoted_IsSeenByTheEnd(PipelineControls action, bool inABatch)
    {
        using var held = new SemaphoreSlim(0);
        await using var work = await HostAtWork.StartAsync(
            Rows.Postgres, Gates.Before("index", (_, ct) => held.WaitAsync(ct)));
        var (place, client) = work;
        var id = inABatch
            ? (string)(await client.CreateBatchAsync([("a.txt", Texts.English)], HostAtWork.All))
                .Body["documents"]![0]!["pipeline_id"]!
            : (string)(await client.UploadAsync(Texts.English, "a.txt", HostAtWork.All))
                ["processing_pipeline"]!["pipeline_id"]!;
        var store = work.Host.Services.GetRequiredService<PipelineStore>();
        await Eventually.HoldsAsync(() => store.Find(id) is { Instance: not null }, "a worker has it");
        var worker = store.Find(id)!;
        var database = work.Host.Services.GetRequiredService<HostDatabase>();
        using var noted = new SemaphoreSlim(0);
        using var committed = new ManualResetEventSlim();

        var deciding = Task.Run(() => database.WriteAsync(transaction =>
        {
            var isNoted = ControlRows.DecideLater(transaction, worker, action);
            noted.Release();
            committed.Wait(TestContext.Current.CancellationToken);
            return isNoted;
        }), TestContext.Current.CancellationToken);
        await noted.WaitAsync(TestContext.Current.CancellationToken);
        var ending = Task.Run(
            () => store.EndAsync(id, worker.Fence, StatusNames.Completed), TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(
            () => ending.IsCompleted || place.Count(Waiting) > 0,
            "the end waits for the decision");
        committed.Set();

        Assert.True(await deciding);
        Assert.False(await ending);
        Assert.False(store.Find(id)!.IsEnded);
        held.Release(10);
    }
}
