using DocumentPipelineHost.Tests.Control;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Instances;
using DocumentPipelineHost.Tests.Services;

namespace DocumentPipelineHost.Tests.Duplicates;

/// <summary>The host that asks about known bytes is gone before the answer comes.</summary>
public sealed class LostQuestionTests
{
    private const string User = "user-1";

    private const string BeforeTheQuestion =
        """state = CAST(REPLACE(state, '"status":"waiting"', '"status":"processing"') AS BLOB)""";

    [Theory]
    [InlineData(Asking.Open, 1)]
    [InlineData(Asking.Again, 1)]
    [InlineData(Asking.Keep, 2)]
    public async Task Kill_BetweenQuestionAndAnswer_TheNextHostAsksAgain(string answer, int documents)
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        string pipeline, document, stored;
        await using (var host = await place.StartChildAsync())
        {
            using var client = host.As(User);
            var (first, asked) = await client.TwiceAsync(Texts.English, Asking.Index);
            (pipeline, document, stored) = (asked.Pipeline(), asked.Document(), first.Document());
            await host.KillAsync();
        }

        await using var next = await place.StartChildAsync();
        using var later = next.As(User);
        var state = await later.UntilAsync(pipeline, "waiting");
        Assert.Equal("duplicate", (string?)state["question"]!["id"]);
        Assert.Equal("completed", state.Stage("upload").Status());

        await later.AcceptedAsync(pipeline, answer);

        var ended = await later.UntilEndAsync(pipeline);
        Assert.Equal(("completed", 1), ((string?)ended["status"], (int)ended["attempt"]!));
        Assert.Equal(documents, await later.DocumentsAsync());
        Assert.Equal(documents, place.Folder.Files("originals").Count);
        var found = await later.GetAsync($"/api/v1/documents/{document}");
        Assert.Equal(documents == 2 ? document : stored, (string?)found["document_id"]);
    }

    /// <summary>A crash between the row and what is shown of it, and between that and the kept state.</summary>
    [Theory]
    [InlineData("state = NULL, state_epoch = '', state_version = 0, state_status = ''")]
    [InlineData(BeforeTheQuestion)]
    public async Task Kill_BeforeTheQuestionIsShown_TheNextHostAsks(string left)
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        string pipeline;
        await using (var host = await place.StartChildAsync())
        {
            using var client = host.As(User);
            pipeline = (await client.TwiceAsync(Texts.English, Asking.Index)).Asked.Pipeline();
            await client.UntilAsync(pipeline, "waiting");
            await host.KillAsync();
        }

        place.Change($"UPDATE pipelines SET {left} WHERE status = 'waiting'");
        await using var next = await place.StartAsync();
        using var later = next.As(User);
        await later.UntilAsync(pipeline, "waiting");
        await later.AcceptedAsync(pipeline, Asking.Keep);
        var ended = await later.UntilEndAsync(pipeline);
        Assert.Equal(("completed", "completed"), ((string?)ended["status"], ended.Stage("index").Status()));
        Assert.Equal(2, await later.DocumentsAsync());
    }

    [Fact]
    public async Task Stop_InOrder_TheNextHostAsksAgain()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        string pipeline;
        await using (var host = await place.StartAsync())
        {
            using var client = host.As(User);
            pipeline = (await client.TwiceAsync(Texts.English)).Asked.Pipeline();
        }

        await using var next = await place.StartAsync();
        using var later = next.As(User);
        await later.UntilAsync(pipeline, "waiting");
        await later.AcceptedAsync(pipeline, Asking.Keep);
        Assert.Equal("completed", (string?)(await later.UntilEndAsync(pipeline))["status"]);
        Assert.Equal(2, await later.DocumentsAsync());
    }

    [Fact]
    public async Task Answer_OnAnotherInstance_AndAfterTheAskingOneWasKilled_Counts()
    {
        await using var hosts = await TwoInstances.StartAsync();
        using var first = hosts.First.As(User);
        using var second = hosts.Second.As(User);
        var (_, asked) = await first.TwiceAsync(Texts.English, Asking.Index);
        var lost = await first.UploadAsync(Texts.English, "third.md", Asking.Index, Asking.Ask);

        await second.AcceptedAsync(asked.Pipeline(), Asking.Keep);
        Assert.Equal("completed", (string?)(await second.UntilEndAsync(asked.Pipeline()))["status"]);
        await second.UntilAsync(lost.Pipeline(), "waiting");
        await hosts.First.KillAsync();
        await second.AcceptedAsync(lost.Pipeline(), Asking.Keep); // by nobody asked at this moment

        var ended = await second.UntilEndAsync(lost.Pipeline());
        Assert.Equal(("completed", "completed"), ((string?)ended["status"], ended.Stage("index").Status()));
        Assert.Equal(3, await second.DocumentsAsync());
        Assert.Equal(0, hosts.Place.Count("duplicate_questions"));
    }
}
