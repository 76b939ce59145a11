using System.Text.Json.Nodes;
using DocumentEngine.Messages;
using DocumentPipelineHost.Tests.Control;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;

namespace DocumentPipelineHost.Tests.Messages;

/// <summary>
/// What the pipeline writes is data: every text is read back to a message of the catalogue, in both languages.
/// </summary>
public sealed class MessageTests
{
    private static readonly (string, string)[] Everything =
        [("create_index", "true"), ("generate_summary", "true"), ("deep_analysis", "true")];

    [Theory]
    [InlineData("en", "garden-basics.en.docx", "completed")]
    [InlineData("zh-CN", "garden-basics.en.docx", "completed")]
    [InlineData("en", "laboratory-safety.zh.txt", "completed")]
    [InlineData("zh-CN", "cases/utf8-cut.txt", "completed")]
    [InlineData("en", "cases/euc-kr.txt", "completed")]
    [InlineData("zh-CN", "encrypted.pdf", "failed")]
    [InlineData("zh-CN", "image-only.pdf", "failed")]
    [InlineData("en", "corrupt.pdf", "failed")]
    public async Task Pipeline_EveryTextThatItWrites_IsAMessageOfTheCatalogue(string language, string asset, string end)
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite);
        work.Client.Http.DefaultRequestHeaders.Add("Accept-Language", language);
        var upload = await work.Client.UploadAsync(
            await File.ReadAllBytesAsync(Assets.Of(asset), TestContext.Current.CancellationToken),
            Path.GetFileName(asset), Everything);

        var state = await work.Client.EndAsync(upload);

        Assert.Equal(end, state.Status());
        var texts = Texts(state).ToList();
        Assert.True(texts.Count >= 3, $"Only {texts.Count} texts.");
        Assert.DoesNotContain(texts, static text => MessageCatalog.Read(text) is null);
        Assert.All(texts, text => Assert.Equal(text, MessageCatalog.Read(text)!.In(language)));
    }

    [Fact]
    public async Task Warnings_OfADocument_SayWhatWasLeftOutInTheReadersLanguage()
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite);
        var upload = await work.Client.UploadAsync(
            await File.ReadAllBytesAsync(Assets.Of("cases/utf8-cut.txt"), TestContext.Current.CancellationToken),
            "cut.txt", Everything);
        await work.Client.EndAsync(upload);
        var id = (string)upload["document_id"]!;

        var english = (await work.Client.GetAsync($"/api/v1/documents/{id}"))["warnings"]!.AsArray();
        var status = (await work.Client.GetAsync($"/api/v1/documents/{id}/operations/status"))["warnings"]!.AsArray();
        work.Client.Http.DefaultRequestHeaders.Add("Accept-Language", "zh");
        var chinese = (await work.Client.GetAsync($"/api/v1/documents/{id}"))["warnings"]!.AsArray();

        Assert.Equal(english.ToJsonString(), status.ToJsonString());
        Assert.NotEmpty(english);
        foreach (var (en, zh) in english.Zip(chinese))
        {
            var message = MessageCatalog.Read((string)en!["message"]!)!;
            Assert.Equal((message.Code, message.Zh), ((string?)en["message_code"], (string?)zh!["message"]));
            Assert.Equal(message.Args?.Count ?? 0, en["message_args"]!.AsObject().Count);
        }

        Assert.Contains(english, static warning =>
            (string?)warning!["code"] == "unreadable_characters" && (string?)warning["stage"] == "parse");
    }

    [Fact]
    public async Task Warnings_NameThePagesThatTheyAreAbout()
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite);
        var text = Host.Texts.Unique(
            "A gantry crane lifts containers each day.\fThe second page has a gap \uFFFD in it.\fThe third page is "
                + "whole."
        );
        var upload = await work.Client.UploadAsync(text, "pages.txt", ("create_index", "true"));
        await work.Client.EndAsync(upload);

        var warnings = (await work.Client.GetAsync($"/api/v1/documents/{upload["document_id"]}"))[
            "warnings"
        ]!.AsArray();

        var warning = Assert.Single(warnings, static warning => (string?)warning!["code"] == "unreadable_characters")!;
        Assert.Equal("2", (string?)warning["pages"]);
    }

    [Theory]
    [InlineData(
        "The harbour keeps seven gantry cranes for its containers. Each of the cranes lifts containers of forty tonnes.",
        "too_short")]
    [InlineData("The cranes rest.", "no_sentences")]
    public async Task Summary_OfATextThatIsTooShort_SaysSoWithACode(string text, string reason)
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite);
        var upload = await work.Client.UploadAsync(Host.Texts.Unique(text), "short.txt", ("generate_summary", "true"));
        var state = await work.Client.EndAsync(upload);

        var summary = await work.Client.GetAsync($"/api/v2/documents/{upload["document_id"]}/summary");
        var warnings = (await work.Client.GetAsync($"/api/v1/documents/{upload["document_id"]}"))[
            "warnings"
        ]!.AsArray();

        Assert.Equal("completed", state.Status());
        Assert.Equal($"summary.{reason}", MessageCatalog.Read((string)state.Stage("summary")["message"]!)!.Code);
        Assert.Equal($"summary.{reason}", (string?)summary["note_code"]);
        Assert.Equal(("summary", $"summary_{reason}"), (
            (string?)Assert.Single(warnings)!["stage"], (string?)warnings[0]!["code"]));
    }

    [Fact]
    public async Task Messages_AreServedAsTheyAreInTheCatalogue()
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite);
        using var stranger = new HostClient(work.Host.Address, user: null);

        var served = await stranger.GetAsync("/api/v2/messages");

        Assert.Equal(MessageCatalog.All.Count(), served.AsObject().Count);
        Assert.Equal("第 {done:n} / {total:n} 页", (string?)served["stage.page"]!["zh"]);
    }

    /// <summary>Every text for people that a state holds.</summary>
    private static IEnumerable<string> Texts(JsonNode state)
    {
        var nodes = new[] { state }.Concat(state["stages"]!.AsArray().Select(static stage => stage!)).ToList();
        return nodes.Select(static node => (string?)node["message"])
            .Concat(nodes.Select(static node => (string?)node["error"]))
            .Concat(nodes.Select(static node => (string?)node["error_info"]?["message"]))
            .Concat(nodes.Select(static node => (string?)node["error_info"]?["suggestion"]))
            .Concat(state["transitions"]!.AsArray().Select(static transition => (string?)transition!["message"]))
            .OfType<string>();
    }
}
