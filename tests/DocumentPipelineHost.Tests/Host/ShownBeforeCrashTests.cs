using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.Batches;
using DocumentPipelineHost.Tests.Control;
using DocumentPipelineHost.Tests.Services;
using Dpa.Realtime;
using Dpa.Realtime.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace DocumentPipelineHost.Tests.Host;

/// <summary>
/// Pages may have been shown more than a crash of the only instance left: the outcome is shown under a new attempt, so
/// that (attempt, progress) does not go back.
/// </summary>
public sealed class ShownBeforeCrashTests
{
    private const string User = HostAtWork.User;
    private static readonly string[] EachPage = [.. HostAtWork.EachPage, "--Pipeline:Workers", "1"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kill_WithABatchUnderWay_TheBatchGoesOnInANewAttempt()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        string id;
        JsonNode seen;
        await using (var host = await place.StartChildAsync(EachPage))
        {
            using var client = host.As(User);
            var batch = (await client.CreateBatchAsync(BatchClient.Files(2, 300), HostAtWork.All)).Body;
            id = batch.Id();
            await UntilParsingAsync(client, batch["documents"]![0]!);
            seen = (await client.BatchAsync(id))["state"]!;
            await host.KillAsync();
        }

        await using var next = await place.StartChildAsync(EachPage);
        using var again = next.As(User);
        var restored = (await again.BatchAsync(id))["state"]!;
        Assert.Equal((1, 2), ((int)seen["attempt"]!, (int)restored["attempt"]!));
        var ended = (await again.EndBatchAsync(id))["state"]!;
        Assert.Equal(
            ("completed", 2, 100.0), (ended.Status(), (int)ended["attempt"]!, (double)ended["overall_progress"]!));
    }

    /// <summary>As where the process dies after it showed a file of a batch, and before it kept any of it.</summary>
    [Fact]
    public async Task Kill_AfterAFileOfABatchThatWasShownAndNotKept_TheBatchGoesOnInANewAttempt()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        var id = await KillWithABatchAsync(place);
        place.Change("UPDATE pipelines SET state = NULL, state_status = '', state_epoch = '', state_version = 0");

        await using var next = await place.StartChildAsync(EachPage);
        using var again = next.As(User);

        Assert.Equal(2, (int)(await again.BatchAsync(id))["state"]!["attempt"]!);
        Assert.Equal("completed", (await again.EndBatchAsync(id)).Status());
    }

    /// <summary>As where the process dies after it showed a new attempt of a batch, and before it kept that.</summary>
    [Fact]
    public async Task Kill_AfterAnAttemptOfABatchThatWasShownAndNotKept_TheNextOneIsAfterIt()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        var id = await KillWithABatchAsync(place);
        place.Change("UPDATE batches SET attempts = 2");

        await using var next = await place.StartChildAsync(EachPage);
        using var again = next.As(User);

        Assert.Equal(3, (int)(await again.BatchAsync(id))["state"]!["attempt"]!);
        Assert.Equal("completed", (await again.EndBatchAsync(id)).Status());
    }

    /// <summary>A batch's attempt is in its row before anybody is shown it.</summary>
    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Attempt_OfARetriedBatch_IsInTheRowBeforeItIsShown(Rows rows)
    {
        var rounds = 0;
        var looks = new AttemptLooks();
        await using var work = await HostAtWork.StartAsync(rows, services =>
        {
            Gates.Before("summary", (_, _) =>
                ++rounds == 1 ? throw new IOException("It may pass.") : Task.CompletedTask)(services);
            services.AddSingleton<IPipelineTransitionHandler>(looks);
        }, "--Pipeline:Retries", "0");
        looks.Place = work.Place;
        var batch = (await work.Client.CreateBatchAsync(BatchClient.Files(1), HostAtWork.All)).Body.Id();
        Assert.Equal("failed", (await work.Client.EndBatchAsync(batch)).Status());
        await work.Client.PostAsync($"/api/v2/batches/{batch}/retry");
        Assert.Equal("completed", (await work.Client.EndBatchAsync(batch)).Status());

        await Eventually.HoldsAsync(() => looks.Seen.Any(static look => look.Shown == 2), "the attempt is looked at");
        Assert.DoesNotContain(looks.Seen, static look => look.Shown > 1 && look.Row < look.Shown);
    }

    /// <summary>As where the process dies between the end of a file's row and what is shown of it.</summary>
    [Fact]
    public async Task Kill_AfterAFileOfABatchCompletedThatWasNotShown_ItIsShownCompleted()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        JsonNode file;
        await using (var host = await place.StartChildAsync(EachPage))
        {
            using var client = host.As(User);
            file = (await client.CreateBatchAsync(BatchClient.Files(1, 300), HostAtWork.All)).Body["documents"]![0]!;
            await UntilParsingAsync(client, file);
            await Eventually.HoldsAsync(
                () => place.Count("pipelines WHERE state_status = 'processing'") == 1, "the shown state is kept");
            await host.KillAsync();
        }

        place.Change("UPDATE pipelines SET status = 'completed', ended_at = 1");
        await using var next = await place.StartChildAsync(EachPage);
        using var again = next.As(User);

        var state = await again.UntilEndAsync((string)file["pipeline_id"]!);
        Assert.True(state.Status() == "completed", $"{state}");
    }

    /// <summary>What rests was kept as it was shown: restarts do not count.</summary>
    [Fact]
    public async Task Kill_WithABatchAtRest_StaysInItsAttempt()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        string id;
        await using (var host = await place.StartChildAsync(EachPage))
        {
            using var client = host.As(User);
            id = (await client.CreateBatchAsync(BatchClient.Files(2, 300), HostAtWork.All)).Body.Id();
            await client.PostAsync($"/api/v2/batches/{id}/interrupt");
            await client.UntilAsync(id, "interrupted");
            await EventuallyKeptAsync(place, "interrupted");
            await host.KillAsync();
        }

        await using var next = await place.StartChildAsync(EachPage);
        using var again = next.As(User);
        var restored = (await again.BatchAsync(id))["state"]!;
        Assert.Equal(("interrupted", 1), (restored.Status(), (int)restored["attempt"]!));
        await again.PostAsync($"/api/v2/batches/{id}/resume");
        Assert.Equal("completed", (await again.EndBatchAsync(id)).Status());
    }

    /// <summary>As where the process dies between the row's end and what is shown of it.</summary>
    [Fact]
    public async Task Kill_AfterACancelThatWasNotShown_ItsEndIsOfANewAttempt()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        var upload = await KillWhileParsingAsync(place);
        place.Change("UPDATE pipelines SET status = 'cancelled', ended_at = 1");

        await using var next = await place.StartChildAsync(EachPage);
        using var again = next.As(User);
        var state = await again.StateAsync(upload);

        Assert.Equal(
            ("cancelled", 2, 2), (state.Status(), (int)state["attempt"]!, (int)state.Stage("parse")["attempt"]!));
        Assert.Equal("cancelled", state.Stage("parse").Status());
    }

    /// <summary>As where the process dies after it showed that it cancels, and before the row says so.</summary>
    [Fact]
    public async Task Kill_WhileItIsBeingCancelled_IsCancelledAndStartsNothing()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        var upload = await KillWhileParsingAsync(place);
        var kept = place.State("pipelines");
        kept["status"] = "cancelling";
        place.Change(
            "UPDATE pipelines SET state = $state, state_status = 'cancelling'",
            ("$state", JsonSerializer.SerializeToUtf8Bytes(kept)));

        await using var next = await place.StartChildAsync(EachPage);
        using var again = next.As(User);

        Assert.Equal("cancelled", (await again.EndAsync(upload)).Status());
        Assert.Equal(1, place.Count("pipelines WHERE status = 'cancelled' AND ended_at IS NOT NULL"));
        Assert.Equal(0, place.Count("pages"));
    }

    /// <summary>As where the process dies after it showed that a stage began, and before it kept that.</summary>
    [Fact]
    public async Task Kill_AfterAStageThatWasShownAndNotKept_ItsAttemptDoesNotGoBack()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        var upload = await KillWhileParsingAsync(place);
        var kept = place.State("pipelines");
        var parse = kept.Stage("parse");
        (parse["status"], parse["attempt"], parse["progress"], parse["started_at"]) = ("pending", 0, 0.0, null);
        place.Change("UPDATE pipelines SET state = $state", ("$state", JsonSerializer.SerializeToUtf8Bytes(kept)));

        await using var next = await place.StartChildAsync(EachPage);
        using var again = next.As(User);
        var state = await again.StateAsync(upload);

        Assert.Equal((2, 1), ((int)state["attempt"]!, (int)state.Stage("parse")["attempt"]!));
        Assert.Equal("completed", (await again.EndAsync(upload)).Status());
    }

    /// <summary>As where the process dies after it showed a new attempt (a retry), and before it kept that.</summary>
    [Fact]
    public async Task Kill_AfterAnAttemptThatWasShownAndNotKept_TheNextOneIsAfterIt()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        var upload = await KillWhileParsingAsync(place);
        place.Change("UPDATE pipelines SET attempts = 2");

        await using var next = await place.StartChildAsync(EachPage);
        using var again = next.As(User);

        Assert.Equal(3, (int)(await again.StateAsync(upload))["attempt"]!);
        Assert.Equal("completed", (await again.EndAsync(upload)).Status());
    }

    /// <summary>An attempt is in the row before anybody is shown it.</summary>
    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Attempt_OfARetry_IsInTheRowBeforeItIsShown(Rows rows)
    {
        var announced = new List<(int Shown, long Row)>();
        HostPlace? place = null;
        await using var work = await HostAtWork.StartAsync(rows, Gates.Before("summary", (stage, _) =>
        {
            announced.Add((stage.Run.State.Attempt, place!.Scalar("SELECT attempts FROM pipelines")));
            return announced.Count < 4 ? throw new IOException("It may pass.") : Task.CompletedTask;
        }), "--Pipeline:RetryDelay", "00:00:00.010", "--Pipeline:Retries", "2");
        place = work.Place;
        var upload = await work.Client.UploadAsync(Texts.English, "retried.md", HostAtWork.All);
        Assert.Equal("failed", (await work.Client.EndAsync(upload)).Status());
        Assert.Equal(200, (await work.Client.ControlAsync(upload, "retry")).Status);
        Assert.Equal("completed", (await work.Client.EndAsync(upload)).Status());

        Assert.Equal([(1, 1L), (2, 2L), (3, 3L), (4, 4L)], announced);
    }

    /// <summary>As where the process dies after it showed an upload, and before it kept anything of it.</summary>
    [Fact]
    public async Task Kill_AfterAnUploadThatWasShownAndNotKept_ItsStagesDoNotGoBack()
    {
        var pipeline = Guid.NewGuid().ToString();
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        JsonNode seen;
        await using (var host = await place.StartChildAsync(EachPage))
        {
            using var client = host.As(User);
            using var socket = new TcpClient();
            await socket.ConnectAsync(host.Address.Host, host.Address.Port, Cancellation);
            await socket.GetStream().WriteAsync(BrokenUpload.Half(pipeline, User), Cancellation);
            seen = await client.UntilAsync(pipeline, "processing");
            await host.KillAsync();
        }

        place.Change("UPDATE pipelines SET state = NULL, state_status = '', state_epoch = '', state_version = 0");
        await using var next = await place.StartChildAsync(EachPage);
        using var again = next.As(User);
        var state = await again.UntilAsync(pipeline, "failed");

        Assert.Equal("upload_aborted", (string?)state["error_info"]!["code"]);
        foreach (var stage in seen["stages"]!.AsArray())
        {
            var now = state.Stage((string)stage!["id"]!);
            var (before, after) = (((int)stage["attempt"]!, 0.0), ((int)now["attempt"]!, (double)now["progress"]!));
            Assert.True(after.CompareTo(before) >= 0, $"{stage["id"]} went back from {before} to {after}");
        }
    }

    [Fact]
    public async Task Kill_WhileAFileComesIn_ItsFailureIsOfANewAttempt()
    {
        var pipeline = Guid.NewGuid().ToString();
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        await using (var host = await place.StartChildAsync(EachPage))
        {
            using var client = host.As(User);
            using var socket = new TcpClient();
            await socket.ConnectAsync(host.Address.Host, host.Address.Port, Cancellation);
            await socket.GetStream().WriteAsync(BrokenUpload.Half(pipeline, User), Cancellation);
            await client.UntilAsync(pipeline, "processing");
            await Eventually.HoldsAsync( // what is shown is kept a moment later
                () => place.Count("pipelines WHERE state_status = 'processing'") == 1, "the shown state is kept");
            await host.KillAsync();
        }

        await using var next = await place.StartChildAsync(EachPage);
        using var again = next.As(User);
        var state = await again.UntilAsync(pipeline, "failed");

        Assert.Equal("upload_aborted", (string?)state["error_info"]!["code"]);
        Assert.Equal((2, 2), ((int)state["attempt"]!, (int)state.Stage("upload")["attempt"]!));
    }

    private static async Task<JsonNode> KillWhileParsingAsync(HostPlace place)
    {
        await using var host = await place.StartChildAsync(EachPage);
        using var client = host.As(User);
        var upload = await client.UploadAsync(Texts.Long(), "long.txt", HostAtWork.All);
        Assert.Equal("processing", (await client.UntilStageAsync(upload, "parse", 5)).Status());
        await host.KillAsync();
        return upload;
    }

    private static async Task<string> KillWithABatchAsync(HostPlace place)
    {
        await using var host = await place.StartChildAsync(EachPage);
        using var client = host.As(User);
        var batch = (await client.CreateBatchAsync(BatchClient.Files(1, 300), HostAtWork.All)).Body;
        await UntilParsingAsync(client, batch["documents"]![0]!);
        await host.KillAsync();
        return batch.Id();
    }

    private static async Task UntilParsingAsync(HostClient client, JsonNode file)
    {
        var upload = new JsonObject
        {
            ["document_id"] = (string)file["document_id"]!,
            ["processing_pipeline"] = new JsonObject { ["pipeline_id"] = (string)file["pipeline_id"]! },
        };
        Assert.Equal("processing", (await client.UntilStageAsync(upload, "parse", 5)).Status());
    }

    private static Task EventuallyKeptAsync(HostPlace place, string status) =>
        Eventually.HoldsAsync(
            () => place.Count($"pipelines WHERE COALESCE(state_status, '') <> '{status}'") == 0,
            $"all are kept as {status}");

    /// <summary>Looks at a batch's row as soon as a transition of it is shown.</summary>
    private sealed class AttemptLooks : IPipelineTransitionHandler
    {
        public HostPlace? Place { get; set; }

        public ConcurrentQueue<(int Shown, long Row)> Seen { get; } = [];

        public ValueTask OnTransitionAsync(
            PipelineState pipeline, PipelineTransition transition, CancellationToken cancellationToken)
        {
            if (pipeline.Kind == "batch" && Place is { } place)
                Seen.Enqueue((pipeline.Attempt, place.Scalar("SELECT attempts FROM batches")));
            return ValueTask.CompletedTask;
        }
    }
}
