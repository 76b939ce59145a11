using DocumentPipelineHost.Tests.Batches;
using DocumentPipelineHost.Tests.Control;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;
using DocumentPipelineHost.Tests.Tus;

namespace DocumentPipelineHost.Tests.Duplicates;

/// <summary>What else happens while the question about known bytes is open.</summary>
public sealed class StoppedQuestionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Interrupt_ThenResume_AsksAgain(Rows rows)
    {
        await using var work = await HostAtWork.StartAsync(rows);
        var (place, client) = work;
        var (_, asked) = await client.TwiceAsync(Texts.English, Asking.Index);

        var (interrupted, _) = await client.ControlAsync(asked, "interrupt");
        await client.UntilAsync(asked.Pipeline(), "interrupted");
        Assert.Equal(1, place.Count("pipelines WHERE status = 'interrupted' AND instance IS NULL"));
        var (resumed, _) = await client.ControlAsync(asked, "resume");
        var state = await client.UntilAsync(asked.Pipeline(), "waiting");

        Assert.Equal((200, 200), (interrupted, resumed));
        Assert.Equal("duplicate", (string?)state["question"]!["id"]);
        await client.AcceptedAsync(asked.Pipeline(), Asking.Keep);
        Assert.Equal("completed", (string?)(await client.EndAsync(asked))["status"]);
        Assert.Equal(2, await client.DocumentsAsync());
    }

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Cancel_EndsTheQuestionAndLeavesTheStoredDocument(Rows rows)
    {
        await using var work = await HostAtWork.StartAsync(rows);
        var (place, client) = work;
        var (_, asked) = await client.TwiceAsync(Texts.English, Asking.Index);

        var (status, _) = await client.ControlAsync(asked, "cancel");

        Assert.Equal(200, status);
        var state = await client.UntilAsync(asked.Pipeline(), "cancelled");
        Assert.Null(state["question"]);
        var (answered, code) = await client.AnswerAsync(asked.Pipeline(), Asking.Keep);
        Assert.Equal((409, "no_such_question"), (answered, code));
        Assert.Equal((1, 1), (await client.DocumentsAsync(), place.Folder.Files("originals").Count));
        var item = (await client.GetAsync("/api/v2/documents"))["items"]!.AsArray().Single()!;
        Assert.Equal("completed", (string?)item["status"]);
        var (retried, problem) = await client.ControlAsync(asked, "retry");
        Assert.Equal((409, "nothing_stored"), (retried, (string?)problem["code"]));
    }

    [Theory]
    [InlineData(Rows.Sqlite, false)]
    [InlineData(Rows.Sqlite, true)]
    [InlineData(Rows.Shared, false)]
    [InlineData(Rows.Shared, true)]
    public async Task Delete_OfTheStoredDocument_EndsTheQuestionAndSaysSo(Rows rows, bool interrupted)
    {
        await using var work = await HostAtWork.StartAsync(rows);
        var (place, client) = work;
        var (stored, asked) = await client.TwiceAsync(Texts.English, Asking.Index);
        if (interrupted)
        {
            await client.ControlAsync(asked, "interrupt");
            await client.UntilAsync(asked.Pipeline(), "interrupted");
        }

        using var removed = await client.Http.DeleteAsync($"/api/v1/documents/{stored.Document()}", Cancellation);

        Assert.True(removed.IsSuccessStatusCode);
        var state = await client.UntilAsync(asked.Pipeline(), "cancelled");
        Assert.Equal(
            "The stored document was deleted while its question was open. Upload the file again.",
            (string?)state["message"]);
        Assert.Equal((0, 0), (await client.DocumentsAsync(), place.Folder.Files("originals").Count));
        Assert.Equal("uploaded", (string?)(await client.UploadAsync(Texts.English, "anew.md", Asking.Ask))["status"]);
    }

    [Fact]
    public async Task Question_HoldsUpNoOtherWorkOfTheStoredDocument()
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite);
        var (_, client) = work;
        var (stored, asked) = await client.TwiceAsync(Texts.English);

        var (status, begun) = await client.PostAsync(
            $"/api/v1/documents/{stored.Document()}/operations/index/execute");

        Assert.Equal(200, status);
        await client.UntilAsync((string)begun["processing_pipeline"]!["pipeline_id"]!, "completed");
        var open = await client.UploadAsync(Texts.English, "third.md", Asking.Index);
        Assert.Equal("exists", (string?)open["status"]);
        await client.UntilAsync(asked.Pipeline(), "waiting");
    }

    [Fact]
    public async Task Expiry_OpensTheStoredDocument()
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite, "--Upload:QuestionTimeout", "00:00:01");
        var (_, client) = work;
        await client.UploadAsync(Texts.English, "first.md");
        var asked = await client.UploadAsync(Texts.English, "second.md", Asking.Index, Asking.Ask);

        var state = await client.EndAsync(asked);

        Assert.Equal(("completed", "completed"), ((string?)state["status"], state.Stage("index").Status()));
        Assert.Equal(1, await client.DocumentsAsync());
        Assert.Equal((409, "no_such_question"), await client.AnswerAsync(asked.Pipeline(), Asking.Keep));
    }

    [Fact]
    public async Task Keep_BeyondTheQuota_FailsAndLeavesNoFile()
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite, "--Upload:QuotaDocuments", "1");
        var (place, client) = work;
        var (_, asked) = await client.TwiceAsync(Texts.English);

        await client.AcceptedAsync(asked.Pipeline(), Asking.Keep);

        var state = await client.UntilAsync(asked.Pipeline(), "failed");
        Assert.Equal("quota_exceeded", (string?)state["error_info"]!["code"]);
        Assert.False((bool)state["error_info"]!["retryable"]!); // there is nothing to retry with
        var (retried, problem) = await client.ControlAsync(asked, "retry");
        Assert.Equal((409, "nothing_stored"), (retried, (string?)problem["code"]));
        Assert.Equal((1, 1), (await client.DocumentsAsync(), place.Folder.Files("originals").Count));
        // The question itself takes nothing of the quota.
        var again = await client.UploadAsync(Texts.English, "third.md", Asking.Ask);
        await client.AcceptedAsync(again.Pipeline(), Asking.Open);
        await client.UntilAsync(again.Pipeline(), "completed");
    }

    [Fact]
    public async Task Questions_OfOneUser_AreBounded()
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite);
        var (_, client) = work;
        await client.UploadAsync(Texts.English, "first.md");
        for (var each = 0; each < 100; each++)
            Assert.Equal(
                "waiting", (string?)(await client.UploadAsync(Texts.English, "again.md", Asking.Ask))["status"]);

        Assert.Equal("exists", (string?)(await client.UploadAsync(Texts.English, "one.md", Asking.Ask))["status"]);
    }

    [Fact]
    public async Task Batch_CountsWhatWaits_AndEndsWithTheAnswers()
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite);
        var (_, client) = work;
        await client.EndAsync(await client.UploadAsync(Texts.English, "first.md", Asking.Index));

        var (status, batch) = await client.CreateBatchAsync(
            [("known.md", Texts.English), ("new.md", Texts.Chinese)], Asking.Index, Asking.Ask);

        Assert.Equal(202, status);
        var known = (string)batch["documents"]![0]!["pipeline_id"]!;
        await client.UntilAsync((string)batch["documents"]![1]!["pipeline_id"]!, "completed");
        var open = await client.BatchAsync(batch.Id());
        Assert.Equal(
            ("processing", 1, 1),
            ((string?)open["status"], (int)open["counts"]!["waiting"]!, (int)open["counts"]!["completed"]!));
        Assert.Equal("waiting", (string?)open["documents"]![0]!["status"]);
        await client.AcceptedAsync(known, Asking.Keep);
        var ended = await client.EndBatchAsync(batch.Id());
        Assert.Equal(("completed", 2), ((string?)ended["status"], (int)ended["counts"]!["completed"]!));
        Assert.Equal(3, await client.DocumentsAsync());
    }

    [Fact]
    public async Task Batch_InterruptedResumedAndCancelled_TakesItsQuestionsAlong()
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite);
        var (_, client) = work;
        await client.UploadAsync(Texts.English, "first.md");
        var (_, batch) = await client.CreateBatchAsync(
            [("known.md", Texts.English), ("too.md", Texts.English)], Asking.Ask);
        var known = (string)batch["documents"]![0]!["pipeline_id"]!;
        await client.UntilAsync(known, "waiting");

        await client.PostAsync($"/api/v2/batches/{batch.Id()}/interrupt");
        var stopped = await client.UntilAsync(known, "interrupted");
        Assert.Null(stopped["question"]);
        Assert.Equal((409, "no_such_question"), await client.AnswerAsync(known, Asking.Open));
        await client.PostAsync($"/api/v2/batches/{batch.Id()}/resume");
        await client.UntilAsync(known, "waiting");
        await client.AcceptedAsync(known, Asking.Open);
        await client.UntilAsync(known, "completed");
        await client.PostAsync($"/api/v2/batches/{batch.Id()}/cancel");

        var ended = await client.EndBatchAsync(batch.Id());
        var counts = ended["counts"]!;
        Assert.Equal((1, 1, 0), ((int)counts["completed"]!, (int)counts["cancelled"]!, (int)counts["waiting"]!));
        Assert.Equal(1, await client.DocumentsAsync());
    }

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Interrupt_WhileTheFileComesIn_AsksOnceItIsResumed(Rows rows)
    {
        await using var work = await HostAtWork.StartAsync(rows);
        var (place, client) = work;
        await client.UploadAsync(Texts.English, "first.md");
        var pipeline = Guid.NewGuid().ToString();
        var half = Texts.English.Length / 2;
        var url = await client.CreateUploadAsync(
            Texts.English.Length, ("filename", "second.md"), Asking.Index, Asking.Ask, ("pipeline_id", pipeline));
        (await client.PatchAsync(url, 0, Texts.English[..half])).Dispose();
        var document = (string)(await client.GetAsync($"/api/v1/pipelines/{pipeline}/progress"))["document_id"]!;
        var path = $"/api/v2/documents/{document}/pipeline/{pipeline}";
        await client.PostAsync($"{path}/interrupt");
        Assert.Equal(1, place.Count("pipelines WHERE interrupt_asked"));

        (await client.PatchAsync(url, half, Texts.English[half..])).Dispose();

        var state = await client.UntilAsync(pipeline, "interrupted");
        Assert.Null(state["question"]);
        Assert.Equal(200, (await client.PostAsync($"{path}/resume")).Status);
        await client.UntilAsync(pipeline, "waiting");
        await client.AcceptedAsync(pipeline, Asking.Open);
        await client.UntilAsync(pipeline, "completed");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ResumableUpload_Waits_AndGoesOnWithTheAnswer(bool watched)
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite);
        var (place, client) = work;
        await client.UploadAsync(Texts.English, "first.md");
        (string, string)[] fields = [("filename", "second.md"), Asking.Index, Asking.Ask];
        if (watched)
            fields = [.. fields, ("pipeline_id", Guid.NewGuid().ToString())];
        var url = await client.CreateUploadAsync(Texts.English.Length, fields);

        (await client.PatchAsync(url, 0, Texts.English)).Dispose();

        var result = (await client.GetAsync(url))["result"]!;
        Assert.Equal("waiting", (string?)result["status"]);
        var pipeline = (string)result["pipeline_id"]!;
        await client.UntilAsync(pipeline, "waiting");
        await client.AcceptedAsync(pipeline, Asking.Keep);
        await client.UntilAsync(pipeline, "completed");
        Assert.Equal((2, 2), (await client.DocumentsAsync(), place.Folder.Files("originals").Count));
    }
}
