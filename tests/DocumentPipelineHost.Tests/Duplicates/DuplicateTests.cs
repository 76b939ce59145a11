using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.Control;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;

namespace DocumentPipelineHost.Tests.Duplicates;

/// <summary>A person is asked what becomes of an upload whose bytes are stored already.</summary>
public sealed class DuplicateTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Ask_UntilTheAnswer_WaitsAndKeepsNothingOfTheBytes(Rows rows)
    {
        await using var work = await HostAtWork.StartAsync(rows);
        var (place, client) = work;

        var (stored, asked) = await client.TwiceAsync(Texts.English, Asking.Index);

        var question = asked["question"]!;
        Assert.Equal(
            [Asking.Open, Asking.Again, Asking.Keep],
            question["choices"]!.AsArray().Select(static choice => (string)choice!));
        var state = await client.UntilAsync(asked.Pipeline(), "waiting");
        Assert.Equal("“second.md” is stored already, as “first.md”. What shall be done?", (string?)question["text"]);
        foreach (var field in (string[])["id", "text", "choices", "expires_at"])
            Assert.True(JsonNode.DeepEquals(question[field], state["question"]![field]), $"{field}: {state}");
        Assert.Equal(("completed", "pending"), (state.Stage("upload").Status(), state.Stage("parse").Status()));
        Assert.Equal(asked.Document(), (string?)state["document_id"]);
        var found = await client.GetAsync($"/api/v1/documents/{asked.Document()}");
        Assert.Equal(stored.Document(), (string?)found["document_id"]);
        Assert.Equal((1, 1), (await client.DocumentsAsync(), place.Folder.Files("originals").Count));
        Assert.DoesNotContain(
            place.Folder.Files("incoming"), static file => file.EndsWith(".part", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Open_DoesWhatIsMissingOfTheStoredDocument(Rows rows)
    {
        await using var work = await HostAtWork.StartAsync(rows);
        var (place, client) = work;
        var stored = await client.UploadAsync(Texts.English, "first.md");
        var asked = await client.UploadAsync(Texts.English, "second.md", Asking.Index, Asking.Ask);

        await client.AcceptedAsync(asked.Pipeline(), Asking.Open);

        var state = await client.EndAsync(asked);
        Assert.Equal(("completed", "completed"), ((string?)state["status"], state.Stage("index").Status()));
        Assert.Equal((1, 1), (await client.DocumentsAsync(), place.Folder.Files("originals").Count));
        var document = await client.GetAsync($"/api/v1/documents/{asked.Document()}");
        Assert.Equal(stored.Document(), (string?)document["document_id"]);
        Assert.Equal(0, place.Count("duplicate_questions"));
    }

    [Fact]
    public async Task Open_WithNothingMissing_Completes()
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite);
        var (_, client) = work;
        var (_, asked) = await client.TwiceAsync(Texts.English, Asking.Index);

        await client.AcceptedAsync(asked.Pipeline(), Asking.Open);

        var state = await client.EndAsync(asked);
        Assert.Equal(("completed", "skipped"), ((string?)state["status"], state.Stage("index").Status()));
    }

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Again_MakesTheResultsAgain(Rows rows)
    {
        await using var work = await HostAtWork.StartAsync(rows);
        var (place, client) = work;
        var (stored, asked) = await client.TwiceAsync(Texts.English, Asking.Index);
        var before = place.Scalar("SELECT indexed_at FROM documents");

        await client.AcceptedAsync(asked.Pipeline(), Asking.Again);

        var state = await client.EndAsync(asked);
        Assert.Equal(("completed", "completed"), ((string?)state["status"], state.Stage("index").Status()));
        Assert.NotEqual(before, place.Scalar("SELECT indexed_at FROM documents"));
        Assert.Equal(1, await client.DocumentsAsync());
        Assert.Equal(
            stored.Document(),
            (string?)(await client.GetAsync($"/api/v1/documents/{asked.Document()}"))["document_id"]);
    }

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Keep_IsADocumentOfItsOwnUnderTheAnnouncedId(Rows rows)
    {
        await using var work = await HostAtWork.StartAsync(rows);
        var (place, client) = work;
        var (stored, asked) = await client.TwiceAsync(Texts.English, Asking.Index);

        await client.AcceptedAsync(asked.Pipeline(), Asking.Keep);

        Assert.Equal("completed", (string?)(await client.EndAsync(asked))["status"]);
        Assert.Equal((2, 2), (await client.DocumentsAsync(), place.Folder.Files("originals").Count));
        var kept = await client.GetAsync($"/api/v1/documents/{asked.Document()}");
        Assert.Equal(
            (asked.Document(), "second.md"), ((string?)kept["document_id"], (string?)kept["filename"]));
        using var removed = await client.Http.DeleteAsync($"/api/v1/documents/{stored.Document()}", Cancellation);
        Assert.True(removed.IsSuccessStatusCode);
        Assert.Equal(
            Texts.English,
            await client.Http.GetByteArrayAsync($"/api/v2/documents/{asked.Document()}/content", Cancellation));
    }

    [Theory]
    [InlineData("again", 1, "completed")]
    [InlineData("keep", 2, "completed")]
    [InlineData("open", 1, "skipped")]
    public async Task Handling_StatedByTheUpload_NeedsNoAnswer(string handling, int documents, string index)
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite);
        var (_, client) = work;
        await client.EndAsync(await client.UploadAsync(Texts.English, "first.md", Asking.Index));

        var upload = await client.UploadAsync(
            Texts.English, "second.md", Asking.Index, ("duplicates", handling),
            ("pipeline_id", Guid.NewGuid().ToString()));

        Assert.Equal(documents, await client.DocumentsAsync());
        Assert.Equal(documents == 2 ? "uploaded" : "exists", (string?)upload["status"]);
        Assert.Null(upload["question"]);
        if (upload["processing_pipeline"] is null)
            Assert.Equal("skipped", index);
        else
            Assert.Equal(index, (await client.EndAsync(upload)).Stage("index").Status());
    }

    [Fact]
    public async Task Handling_OfAnUnknownWord_IsRefused()
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite);

        using var answer = await work.Client.PostAsync(Texts.English, "first.md", ("duplicates", "maybe"));

        Assert.Equal((400, "invalid_parameter"), await HostClient.ProblemAsync(answer));
        Assert.Equal(0, await work.Client.DocumentsAsync());
    }

    [Fact]
    public async Task Handling_Configured_CountsWhereTheUploadStatesNone()
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite, "--Upload:Duplicates", "Ask");
        var (_, client) = work;
        await client.UploadAsync(Texts.English, "first.md");

        var asked = await client.UploadAsync(Texts.English, "second.md");
        var opened = await client.UploadAsync(Texts.English, "third.md", ("duplicates", "open"));

        Assert.Equal(("waiting", "exists"), ((string?)asked["status"], (string?)opened["status"]));
        // Nothing is to be processed, so it is no choice.
        Assert.Equal(
            [Asking.Open, Asking.Keep],
            asked["question"]!["choices"]!.AsArray().Select(static choice => (string)choice!));
    }

    [Fact]
    public async Task Question_IsInTheLanguageOfTheUpload()
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite);
        var (_, client) = work;
        client.Http.DefaultRequestHeaders.Add("Accept-Language", "zh-CN");
        var (_, asked) = await client.TwiceAsync(Texts.English);

        Assert.Equal("“second.md” 的内容已存储为 “first.md”。如何处理？", (string?)asked["question"]!["text"]);
        await client.AcceptedAsync(asked.Pipeline(), "两份都保留");
        await client.UntilAsync(asked.Pipeline(), "completed");
        Assert.Equal(2, await client.DocumentsAsync());
    }

    [Fact]
    public async Task Answers_OfManyAtOnce_OneCountsAndTheOthersAreTold()
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite);
        var (_, client) = work;
        var (_, asked) = await client.TwiceAsync(Texts.English);
        Assert.Equal((422, "invalid_answer"), await client.AnswerAsync(asked.Pipeline(), "Burn it"));

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => client.AnswerAsync(asked.Pipeline(), Asking.Keep)));

        Assert.Single(answers, static answer => answer.Status is 200 or 202);
        Assert.All(
            answers.Where(static answer => answer.Status is not (200 or 202)),
            static answer => Assert.Contains(answer.Code, (string[])["already_answered", "no_such_question"]));
        await client.UntilAsync(asked.Pipeline(), "completed");
        Assert.Equal(2, await client.DocumentsAsync());
    }

    [Fact]
    public async Task Answer_OfAnotherUser_IsNotFound()
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite);
        var (_, asked) = await work.Client.TwiceAsync(Texts.English);
        using var stranger = work.Host.As("stranger");

        var (status, _) = await stranger.AnswerAsync(asked.Pipeline(), Asking.Keep);

        Assert.Contains(status, (int[])[403, 404]);
        await work.Client.UntilAsync(asked.Pipeline(), "waiting");
    }
}
