using Dapper;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Tests.Control;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;
using Dpa.Realtime.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace DocumentPipelineHost.Tests.Batches;

/// <summary>
/// A batch, or a document, is controlled while a worker keeps a row that this needs: as while a long document's results
/// are replaced.
/// </summary>
public sealed class BusyBatchTests
{
    private const string KeepRow = "SELECT fence FROM pipelines WHERE id = @id FOR UPDATE";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The other files stop at once, and that one when its results are complete.</summary>
    [Theory]
    [InlineData(Rows.Postgres, "cancel", "cancelled")]
    [InlineData(Rows.Postgres, "interrupt", "interrupted")]
    [InlineData(Rows.Shared, "cancel", "cancelled")]
    [InlineData(Rows.Shared, "interrupt", "interrupted")]
    public async Task Control_WhileResultsOfAFileAreReplaced_IsAcceptedAndCarriedOutAfterwards(
        Rows rows, string action, string outcome)
    {
        var (isKept, letGo) = (new TaskCompletionSource<string>(), new TaskCompletionSource());
        HostAtWork? running = null;
        await using var work = await HostAtWork.StartAsync(
            rows, Gates.Before("index", (stage, _) => KeepAsync(running!, stage.Run.Id, isKept, letGo.Task)),
            "--Pipeline:Workers", "1");
        running = work;
        var id = (await work.Client.CreateBatchAsync(BatchClient.Files(4), HostAtWork.All)).Body.Id();
        var busy = await isKept.Task.WaitAsync(Limit, Cancellation);

        var (status, body) = await work.Client.PostAsync($"/api/v2/batches/{id}/{action}");

        Assert.True(status == 202, body.ToString());
        Assert.Equal(3, work.Place.Count($"pipelines WHERE status = '{outcome}'"));
        Assert.Equal(1, work.Place.Count($"pipelines WHERE status = 'processing' AND id = '{busy}'"));
        Assert.Equal(outcome, (await work.Client.BatchAsync(id)).Status());
        letGo.SetResult();
        foreach (var file in (await work.Client.BatchAsync(id))["documents"]!.AsArray())
            await work.Client.UntilAsync((string)file!["pipeline_id"]!, outcome);
        await work.Client.UntilAsync(id, outcome);
        Assert.Equal((4, 0, 0), (
            work.Place.Count($"pipelines WHERE status = '{outcome}'"), work.Place.Count("late_decisions"),
            work.Place.Count("summaries")));
    }

    /// <summary>Nothing goes on before all has stopped; then all goes on.</summary>
    [Fact]
    public async Task Resume_WhileAFileStillStops_IsRefusedUntilItHas()
    {
        var (isKept, letGo) = (new TaskCompletionSource<string>(), new TaskCompletionSource());
        HostAtWork? running = null;
        await using var work = await HostAtWork.StartAsync(
            Rows.Postgres, Gates.Before("index", (stage, _) => KeepAsync(running!, stage.Run.Id, isKept, letGo.Task)),
            "--Pipeline:Workers", "1");
        running = work;
        var id = (await work.Client.CreateBatchAsync(BatchClient.Files(3), HostAtWork.All)).Body.Id();
        var busy = await isKept.Task.WaitAsync(Limit, Cancellation);
        Assert.Equal(202, (await work.Client.PostAsync($"/api/v2/batches/{id}/interrupt")).Status);

        var (status, problem) = await work.Client.PostAsync($"/api/v2/batches/{id}/resume");

        Assert.Equal((409, "still_stopping"), (status, (string?)problem["code"]));
        letGo.SetResult();
        await work.Client.UntilAsync(busy, "interrupted");
        await Eventually.HoldsAsync(() => work.Place.Count("late_decisions") == 0, "it has stopped", Limit);
        Assert.Contains((await work.Client.PostAsync($"/api/v2/batches/{id}/resume")).Status, (int[])[200, 202]);
        var ended = await work.Client.EndBatchAsync(id);
        Assert.Equal(("completed", 3), (ended.Status(), (int)ended["counts"]!["completed"]!));
    }

    /// <summary>All processes that know of it are killed: the rows do.</summary>
    [Theory]
    [InlineData("document", "cancel", "cancelled")]
    [InlineData("document", "interrupt", "interrupted")]
    [InlineData("batch", "cancel", "cancelled")]
    [InlineData("batch", "interrupt", "interrupted")]
    public async Task Control_AcceptedByAHostThatIsKilledBeforeTheRowIsFree_IsCarriedOutByTheNextOne(
        string kind, string action, string outcome)
    {
        await using var place = await HostPlace.CreateAsync(Rows.Postgres);
        string pipeline;
        await using (var host = await place.StartChildAsync(HostAtWork.EachPage))
        {
            using var client = host.As(HostAtWork.User);
            (pipeline, var control) = await BeginAsync(client, kind);
            await client.UntilAsync(pipeline, "processing");
            await using (await place.KeepAsync("pipelines", $"id = '{pipeline}' AND ended_at IS NULL"))
            {
                var (status, body) = await client.PostAsync($"{control}/{action}");
                Assert.True(status == 202, body.ToString());
                Assert.Equal(1, place.Count("late_decisions"));
                await host.KillAsync();
            }
        }

        await using var next = await place.StartChildAsync(HostAtWork.EachPage);
        using var user = next.As(HostAtWork.User);
        Assert.Equal(outcome, (await user.UntilAsync(pipeline, outcome)).Status());
        Assert.Equal(
            (1, 0), (place.Count($"pipelines WHERE status = '{outcome}'"), place.Count("late_decisions")));
    }

    private static async Task<(string Pipeline, string Control)> BeginAsync(HostClient client, string kind)
    {
        var file = ("long.txt", Texts.Long(1_000));
        if (kind == "batch")
        {
            var (_, batch) = await client.CreateBatchAsync([file], HostAtWork.All);
            return ((string)batch["documents"]![0]!["pipeline_id"]!, $"/api/v2/batches/{batch.Id()}");
        }

        var upload = await client.UploadAsync(file.Item2, file.Item1, HostAtWork.All);
        var id = (string)upload["processing_pipeline"]!["pipeline_id"]!;
        return (id, $"/api/v2/documents/{upload["document_id"]}/pipeline/{id}");
    }

    /// <summary>Keeps the row of the first that comes.</summary>
    private static Task KeepAsync(HostAtWork work, string id, TaskCompletionSource<string> isKept, Task letGo) =>
        isKept.Task.IsCompleted
            ? Task.CompletedTask
            : work.Host.Services.GetRequiredService<HostDatabase>().WriteAsync(
                transaction =>
                {
                    var fence = transaction.Connection!.ExecuteScalar<long>(KeepRow, new { id }, transaction);
                    isKept.TrySetResult(id);
                    letGo.Wait(Limit);
                    return fence;
                },
                CancellationToken.None);
}
