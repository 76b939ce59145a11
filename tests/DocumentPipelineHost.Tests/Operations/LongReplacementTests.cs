using Dapper;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Tests.Control;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;
using Dpa.Realtime.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace DocumentPipelineHost.Tests.Operations;

/// <summary>
/// The results of a large document take longer to replace than a statement may that somebody waits for.
/// </summary>
public sealed class LongReplacementTests
{
    private const string IsLong =
        "pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'DELETE FROM%' " +
        "AND clock_timestamp() - query_start > INTERVAL '2.5 seconds'";

    [Theory]
    [InlineData("pages")]
    [InlineData("chunks")]
    public async Task TakeDrafts_LongerThanTheCommandTimeout_Ends(string table)
    {
        await using var place = await HostPlace.CreateAsync(Rows.Postgres);
        await using var host = await place.StartAsync(
            "--ConnectionStrings:Postgres", place.Settings[1] + ";Command Timeout=2");
        var (database, chunks) = (
            host.Services.GetRequiredService<HostDatabase>(), host.Services.GetRequiredService<ChunkStore>());
        Task<int> take;
        await using (await place.LockAsync(table))
        {
            take = Task.Run(() => database.WriteAsync(transaction =>
            {
                if (table == "pages")
                    PageStore.TakeDrafts(transaction, "pipeline", "document");
                else
                    chunks.TakeDrafts(transaction, "pipeline", "document");
                return transaction.Connection!.ExecuteScalar<int>("SELECT 1", transaction: transaction);
            }));
            await Eventually.HoldsAsync(() => take.IsCompleted || place.Count(IsLong) == 1, "it takes long");
            Assert.False(take.IsFaulted, take.Exception?.Message);
            // others go on
            Assert.Equal(0, database.Read(static connection => connection.ExecuteScalar<int>("SELECT 0")));
        }

        Assert.Equal(1, await take.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
    }

    /// <summary>The worker keeps the pipeline's row meanwhile: it is asked, and stops when it is through.</summary>
    [Theory]
    [InlineData("cancel", "cancelled")]
    [InlineData("interrupt", "interrupted")]
    public async Task Control_WhileResultsAreReplaced_IsAcceptedAndCarriedOutAfterwards(string action, string outcome)
    {
        var (isReached, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        HostAtWork? running = null;
        await using var work = await HostAtWork.StartAsync(Rows.Postgres, Gates.Before("index", (stage, _) =>
            running!.Host.Services.GetRequiredService<HostDatabase>().WriteAsync(
                transaction =>
                {
                    const string Row = "SELECT fence FROM pipelines WHERE id = @Id FOR UPDATE";
                    var fence = transaction.Connection!.ExecuteScalar<long>(Row, new { stage.Run.Id }, transaction);
                    isReached.TrySetResult();
                    gate.Task.Wait(TimeSpan.FromSeconds(60));
                    return fence;
                },
                CancellationToken.None)));
        running = work;
        var upload = await work.Client.UploadAsync(Texts.English, "long.md", HostAtWork.All);
        await isReached.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        var (status, _) = await work.Client.ControlAsync(upload, action);
        gate.SetResult();

        Assert.Equal(202, status);
        var id = (string)upload["processing_pipeline"]!["pipeline_id"]!;
        var state = await work.Client.UntilAsync(id, outcome);
        Assert.Equal((outcome, 0L), (state.Status(), work.Place.Count("summaries")));
    }

    /// <summary>As where the worker dies before it is through: the row says what was asked for all the same.</summary>
    [Theory]
    [InlineData("cancel", "cancelled")]
    [InlineData("interrupt", "interrupted")]
    public async Task Control_OfARowThatIsKeptWhileTheWorkerHearsNothing_IsInTheRow(string action, string outcome)
    {
        var (isReached, goesOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var (isKept, letGo) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var work = await HostAtWork.StartAsync(Rows.Postgres, Gates.Before("index", async (_, _) =>
        {
            isReached.TrySetResult();
            await goesOn.Task.WaitAsync(TimeSpan.FromSeconds(60), CancellationToken.None);
        }));
        var upload = await work.Client.UploadAsync(Texts.English, "deaf.md", HostAtWork.All);
        var id = (string)upload["processing_pipeline"]!["pipeline_id"]!;
        await isReached.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        var keeps = Task.Run(() => work.Host.Services.GetRequiredService<HostDatabase>().WriteAsync(transaction =>
        {
            const string Row = "SELECT fence FROM pipelines WHERE id = @id FOR UPDATE";
            var fence = transaction.Connection!.ExecuteScalar<long>(Row, new { id }, transaction);
            isKept.TrySetResult();
            letGo.Task.Wait(TimeSpan.FromSeconds(60));
            return fence;
        }));
        await isKept.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        var (status, _) = await work.Client.ControlAsync(upload, action);
        letGo.SetResult();

        Assert.Equal(202, status);
        await Eventually.HoldsAsync(
            () => work.Place.Count($"pipelines WHERE status = '{outcome}'") == 1, $"the row says {outcome}");
        await keeps;
        goesOn.SetResult();
        Assert.Equal(outcome, (await work.Client.UntilAsync(id, outcome)).Status());
    }
}
