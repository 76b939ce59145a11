using System.Text.Json;
using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.Control;
using DocumentPipelineHost.Tests.Services;
using Dpa.Realtime.Faults;

namespace DocumentPipelineHost.Tests.Host;

/// <summary>A row keeps a state a moment after it was shown: lists do not show an older one meanwhile.</summary>
public sealed class ListedStateTests
{
    /// <summary>The moment between the end that is shown and the row that has it, made to last.</summary>
    [Fact]
    public async Task Documents_OfOneWhoseEndIsNotKeptYet_HasTheStateThatWasShown()
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite);
        var (place, client) = work;
        await client.EndAsync(await client.UploadAsync(Texts.English, "late.md", HostAtWork.All));
        await Eventually.HoldsAsync(
            () => place.Count("pipelines WHERE state_status = 'completed'") == 1, "the end is kept");
        var kept = place.State("pipelines");
        kept["status"] = "processing";
        place.Change(
            "UPDATE pipelines SET state = $state, state_status = 'processing'",
            ("$state", JsonSerializer.SerializeToUtf8Bytes(kept)));

        var listed = Assert.Single((await client.GetAsync("/api/v2/documents"))["items"]!.AsArray())!;

        Assert.Equal(("completed", "completed"), (listed.Status(), listed["state"]!.Status()));
    }

    [Fact]
    public async Task Documents_InBrief_HaveTheStateWithItsWarningsAndNoOtherTransitions()
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite);
        var client = work.Client;
        await client.EndAsync(
            await client.UploadAsync(Texts.Unique("Too short to say anything"), "short.txt", HostAtWork.All));

        var whole = await StateAsync("/api/v2/documents");
        var brief = await StateAsync("/api/v2/documents?brief=true");

        var warnings = whole["transitions"]!.AsArray().Where(static each => each!.ToJsonString() is var text
            && (string?)each["from"] == (string?)each["to"] && !text.Contains("new_attempt", StringComparison.Ordinal));
        Assert.NotEmpty(warnings);
        Assert.True(whole["transitions"]!.AsArray().Count > brief["transitions"]!.AsArray().Count);
        Assert.Equal(
            warnings.Select(static each => each!.ToJsonString()),
            brief["transitions"]!.AsArray().Select(static each => each!.ToJsonString()));
        whole["transitions"] = brief["transitions"] = null;
        foreach (var stage in whole["stages"]!.AsArray())
            Assert.True(stage!.AsObject().Remove("stage_id"));
        Assert.Equal(whole.ToJsonString(), brief.ToJsonString());

        async Task<JsonNode> StateAsync(string path) =>
            Assert.Single((await client.GetAsync(path))["items"]!.AsArray())!["state"]!;
    }
}
